from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from wavetank.abc.flowable_task import FlowableTask
from wavetank.model.plan import Group, Plan, enabled
from wavetank.model.task import Task, Tasks


class Parallel(Task, FlowableTask):
    """Runs its tasks side by side, at most `concurrent` at a time, 0 for all (language reference, section 7.1)."""

    tasks: Annotated[Tasks, Field(min_length=1)]
    concurrent: Annotated[int, Field(ge=0)] = 0
    errors: Tasks = ()

    @property
    def error_tasks(self) -> tuple[Task, ...]:
        """The `errors` block."""
        return self.errors

    def children(self) -> tuple[Task, ...]:
        """Returns the tasks, then those of `errors`."""
        return (*self.tasks, *self.errors)

    def plan(self, answer: Any) -> Plan:  # noqa: ARG002 - it asks nothing
        """Returns a group for each task."""
        return Plan(tuple(Group((task,)) for task in enabled(self.tasks)), self.concurrent)
