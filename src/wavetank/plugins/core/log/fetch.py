from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import model_validator

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.errors import NotFoundError
from wavetank.model.ion import dumps
from wavetank.model.level import Level
from wavetank.model.task import Task
from wavetank.plugins.core.resolved import listed
from wavetank.plugins.core.storage.stored_name import stored_name

if TYPE_CHECKING:
    from wavetank.model.log_entry import LogEntry


class Fetch(Task, RunnableTask):
    """
    Writes the log of an execution into a file (language reference, section 7.4).

    Outputs: `uri`, a file of Ion with an entry a line, and `size`, the number of entries.

    Attributes:
        execution_id: The execution; this one if left out.
        namespace: Of that execution's flow; with `flowId`, or neither.
        tasks_id: Only entries of these tasks.
        level: Only entries of this severity or a higher one.
    """

    execution_id: str | None = None
    namespace: str | None = None
    flow_id: str | None = None
    tasks_id: Any = None
    level: Level = Level.INFO

    @model_validator(mode="after")
    def _whole(self) -> Fetch:
        if (self.namespace is None) is not (self.flow_id is None):
            raise ValueError("`namespace` and `flowId` stand together or not at all")
        if self.namespace is not None and self.execution_id is None:
            raise ValueError("`namespace` and `flowId` need an `executionId`")
        return self

    def run(self, context: RunContext) -> Outputs | None:
        """Reads the log and writes the file."""
        tasks = None if self.tasks_id is None else listed(self.tasks_id, context, "tasksId")
        entries = [
            _row(entry)
            for entry in context.history.logs(self._execution(context))
            if entry.level.rank >= self.level.rank and (tasks is None or entry.task_id in tasks)
        ]
        uri = context.put_file(stored_name(context, ".ion"), dumps(entries).encode())
        return {"uri": uri, "size": len(entries)}

    def _execution(self, context: RunContext) -> str:
        if self.execution_id is None:
            return context.execution_id
        found = context.history.execution(context.render(self.execution_id))
        if self.namespace is not None and self.flow_id is not None:
            flow = (context.render(self.namespace), context.render(self.flow_id))
            if flow != (found.namespace, found.flow_id):
                raise NotFoundError(f"Execution {found.id} is none of flow {'.'.join(flow)}.")
        return found.id


def _row(entry: LogEntry) -> dict[str, Any]:
    row = {
        "namespace": entry.namespace,
        "flowId": entry.flow_id,
        "taskId": entry.task_id,
        "executionId": entry.execution_id,
        "taskRunId": entry.task_run_id,
        "attemptNumber": entry.attempt,
        "triggerId": entry.trigger_id,
        "timestamp": entry.at,
        "level": entry.level.value,
        "message": entry.message,
    }
    return {name: value for name, value in row.items() if value is not None}
