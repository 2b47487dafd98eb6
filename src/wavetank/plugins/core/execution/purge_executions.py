from __future__ import annotations

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.model.property import Property
from wavetank.model.state import State
from wavetank.model.task import Task
from wavetank.plugins.core.date_text import date_of
from wavetank.plugins.core.resolved import resolved


class PurgeExecutions(Task, RunnableTask):
    """
    Removes executions that have ended, for ever (language reference, section 7.2).

    Outputs: `executionsCount`, `logsCount`, `metricsCount`, `storagesCount` (files).

    Attributes:
        namespace: Only executions of this namespace, and of those below it unless `flowId` is given.
        states: Only those that ended in one of these states.
        start_date: Only those that were created then or later.
        end_date: Only those that were created then or earlier.
        purge_execution: Whether the executions themselves go.
        purge_log: Whether their logs go.
        purge_metric: Whether their metrics go.
        purge_storage: Whether their files go.
        batch_size: How many a server removes at a time; here all go at once.
    """

    namespace: str | None = None
    flow_id: str | None = None
    start_date: str | None = None
    end_date: str
    states: Property[list[State]] | None = None
    purge_execution: Property[bool] | None = None
    purge_log: Property[bool] | None = None
    purge_metric: Property[bool] | None = None
    purge_storage: Property[bool] | None = None
    batch_size: Property[int] | None = None

    def run(self, context: RunContext) -> Outputs | None:
        """Removes what is asked for."""
        namespace = None if self.namespace is None else context.render(self.namespace)
        flow_id = None if self.flow_id is None else context.render(self.flow_id)
        states = resolved(self.states, context, default=[])
        found = context.history.executions(
            namespace=namespace if flow_id is not None else None,
            below=namespace if flow_id is None else None,
            flow_id=flow_id,
            states=states,
            start=None if self.start_date is None else date_of(self.start_date, context, "startDate"),
            end=date_of(self.end_date, context, "endDate"),
        )
        ended = [each for each in found if each.state.terminated]
        files = context.history.purge_files(ended) if resolved(self.purge_storage, context, default=True) else []
        purged = context.history.purge(
            ended,
            executions=resolved(self.purge_execution, context, default=True),
            logs=resolved(self.purge_log, context, default=True),
            metrics=resolved(self.purge_metric, context, default=True),
        )
        return {
            "executionsCount": purged.executions,
            "logsCount": purged.logs,
            "metricsCount": purged.metrics,
            "storagesCount": len(files),
        }
