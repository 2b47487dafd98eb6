from __future__ import annotations

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.model.level import Level
from wavetank.model.property import Property
from wavetank.model.task import Task
from wavetank.plugins.core.date_text import date_of
from wavetank.plugins.core.resolved import resolved


class PurgeLogs(Task, RunnableTask):
    """
    Removes log entries for ever (language reference, section 7.4).

    Outputs: `count`, and of these `executionLogsCount`, `nonExecutionLogsCount`.

    Attributes:
        namespace: Only entries of flows in this namespace, or one below it.
        flow_id: Only entries of this flow.
        execution_id: Only entries of this execution.
        log_levels: Only entries of these severities.
        start_date: Only entries that were written then or later.
        end_date: Only entries that were written then or earlier.
        purge_execution_logs: Whether entries of executions go.
        purge_non_execution_logs: Whether other entries go, as those of triggers.
        batch_size: How many a server removes at a time; here all go at once.
    """

    namespace: str | None = None
    flow_id: str | None = None
    execution_id: str | None = None
    log_levels: Property[list[Level]] | None = None
    start_date: str | None = None
    end_date: str
    purge_execution_logs: Property[bool] | None = None
    purge_non_execution_logs: Property[bool] | None = None
    batch_size: Property[int] | None = None

    def run(self, context: RunContext) -> Outputs | None:
        """Removes the entries."""
        of_executions = self._purged(context, self.purge_execution_logs, of_executions=True)
        others = self._purged(context, self.purge_non_execution_logs, of_executions=False)
        return {
            "count": of_executions + others,
            "executionLogsCount": of_executions,
            "nonExecutionLogsCount": others,
        }

    def _purged(self, context: RunContext, wanted: Property[bool] | None, *, of_executions: bool) -> int:
        if not resolved(wanted, context, default=True):
            return 0
        levels = resolved(self.log_levels, context, default=[])
        return context.history.purge_logs(
            below=None if self.namespace is None else context.render(self.namespace),
            flow_id=None if self.flow_id is None else context.render(self.flow_id),
            execution_id=None if self.execution_id is None else context.render(self.execution_id),
            of_executions=of_executions,
            levels=levels,
            start=None if self.start_date is None else date_of(self.start_date, context, "startDate"),
            end=date_of(self.end_date, context, "endDate"),
        )
