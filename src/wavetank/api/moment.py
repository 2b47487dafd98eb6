from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wavetank.api.trace_view import TraceView
from wavetank.core.progress import Progress
from wavetank.core.variables import task_variables
from wavetank.errors import NotFoundError, PluginError
from wavetank.model.records import TaskRunEnded

if TYPE_CHECKING:
    from wavetank.engine.runtime import Runtime
    from wavetank.model.execution_summary import ExecutionSummary
    from wavetank.model.records import AnyRecord
    from wavetank.pebble import Renderer


class Moment:
    """
    An execution as one of its task runs saw it: with the outputs of what had ended before, and nothing later.

    Args:
        name: The id of a task, which stands for its last task run, or the id of a task run.

    Raises:
        NotFoundError: There is no such task run.
        PluginError: The revision of the flow that the execution ran with can no longer be read.
    """

    def __init__(self, runtime: Runtime, summary: ExecutionSummary, name: str) -> None:
        self._surroundings = runtime.surroundings
        self._summary = summary
        flow = runtime.revisions.of(summary)
        if flow is None:
            raise PluginError(f"Revision {summary.flow_revision} of the flow can no longer be read.")
        progress = Progress(flow)
        records = self._surroundings.store.records(summary.id)
        for record in records:
            progress.apply(record)
        found = [run for run in progress.state.runs.values() if name in (run.id, run.task_id)]
        if not found:
            raise NotFoundError(f"Execution {summary.id} has no run of a task {name!r}.")
        self._run_id = found[-1].id
        self._progress = _before_the_end(Progress(flow), records, self._run_id)

    @property
    def variables(self) -> dict[str, Any]:
        """What expressions saw there; what is kept encrypted stays so."""
        run = self._progress.state.runs[self._run_id]
        return self._surroundings.variables() | task_variables(self._progress, run)

    def eval(self, expression: str, *, typed: bool = False) -> Any:
        """
        Returns what a template gives there; with `typed`, a single `{{ … }}` keeps the type of its value.

        Raises:
            ExpressionError: It cannot be parsed, or has no value.
        """
        return self._renderer().render(expression, self.variables, typed=typed)

    def trace(self, expression: str) -> TraceView:
        """Returns what each part of a template gives there, and what it read; secrets are masked."""
        return TraceView(self._renderer().trace(expression, self.variables), self._surroundings.masked)

    def _renderer(self) -> Renderer:
        return self._surroundings.renderer(self._summary.namespace, self._summary.id)


def _before_the_end(progress: Progress, records: list[AnyRecord], run_id: str) -> Progress:
    for record in records:
        if isinstance(record, TaskRunEnded) and record.id == run_id:
            break
        progress.apply(record)
    return progress
