from __future__ import annotations

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.model.level import Level
from wavetank.model.property import Property
from wavetank.model.task import Task
from wavetank.plugins.core.date_text import date_of
from wavetank.plugins.core.resolved import resolved


class PurgeLogs(Task, RunnableTask):
    """
    Removes log entries for ever; the output `count` says how many (language reference, section 7.4).

    Attributes:
        namespace: Only entries of flows in this namespace, or one below it.
        flow_id: Only entries of this flow.
        log_levels: Only entries of these severities.
        start_date: Only entries that were written then or later.
        end_date: Only entries that were written then or earlier.
    """

    namespace: str | None = None
    flow_id: str | None = None
    log_levels: Property[list[Level]] | None = None
    start_date: str | None = None
    end_date: str

    def run(self, context: RunContext) -> Outputs | None:
        """Removes the entries."""
        levels = resolved(self.log_levels, context, default=[])
        count = context.history.purge_logs(
            below=None if self.namespace is None else context.render(self.namespace),
            flow_id=None if self.flow_id is None else context.render(self.flow_id),
            levels=levels,
            start=None if self.start_date is None else date_of(self.start_date, context, "startDate"),
            end=date_of(self.end_date, context, "endDate"),
        )
        return {"count": count}
