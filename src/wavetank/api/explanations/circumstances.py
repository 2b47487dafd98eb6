from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from wavetank.api.moment import Moment
from wavetank.dialect.place_of_task import place_of_task
from wavetank.errors import WavetankError
from wavetank.pebble.place import shortened
from wavetank.pebble.printing import printed

if TYPE_CHECKING:
    from datetime import datetime

    from wavetank.api.execution import Execution
    from wavetank.core.execution_state import ExecutionState
    from wavetank.engine.runtime import Runtime
    from wavetank.model.flow import Flow
    from wavetank.model.task import Task
    from wavetank.model.task_run import TaskRun


class Circumstances:
    """
    What is around an execution when it is explained: its flow, its place in it, the engine and the hour.

    Args:
        runtime: The engine.
        execution: What is explained.
    """

    def __init__(self, runtime: Runtime, execution: Execution) -> None:
        self.runtime = runtime
        self.execution = execution
        self.state: ExecutionState = execution.folded

    @cached_property
    def flow(self) -> Flow | None:
        """The revision that the execution runs with; None if it can no longer be read."""
        return self.runtime.revisions.of(self.execution.summary)

    @property
    def now(self) -> datetime:
        """The present moment of the engine's clock."""
        return self.runtime.now()

    def task(self, task_id: str) -> Task | None:
        """Returns a task of the flow; None if it has none of this id."""
        return self.flow.tasks_by_id.get(task_id) if self.flow is not None else None

    def name(self, run: TaskRun) -> str:
        """Returns what a task run is called: the id of its task, with the values of the loops around it."""
        around = [each.value for each in (run, *self.state.ancestors(run)) if each.value is not None]
        return f"{run.task_id}{''.join(f' [{value}]' for value in reversed(around))}"

    def parts(self, run: TaskRun, template: str) -> str:
        """Returns what a template came to for a task run, with what it read, as `{{ a > 1 }} = false (a = 0)`."""
        try:
            trace = Moment(self.runtime, self.execution.summary, run.id).trace(template)
        except WavetankError as error:
            return f"{template}: {error}"
        read = {step.text: shortened(printed(step.value)) for step in trace.steps if step.reads == (step.text,)}
        seen = ", ".join(f"{name} = {value}" for name, value in read.items())
        value = str(trace.error) if trace.error is not None else trace.value
        return f"{trace.template} = {value or '(blank)'}{f' ({seen})' if seen else ''}"

    def place(self, task_id: str, error: str = "") -> tuple[int, str] | None:
        """Returns where a task stands in the text of the flow; see `place_of_task`."""
        if self.flow is None:
            return None
        found = place_of_task(self.flow.source, task_id, error)
        mask = self.runtime.surroundings.masked
        return (found[0], mask(found[1])) if found is not None else None


def moment(date: datetime) -> str:
    """Returns a moment as explanations write it, to the second."""
    return f"{date:%Y-%m-%d %H:%M:%S %Z}"
