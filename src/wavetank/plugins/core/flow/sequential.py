from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from wavetank.abc.flowable_task import FlowableTask
from wavetank.model.plan import Plan, in_sequence
from wavetank.model.task import Task, Tasks


class Sequential(Task, FlowableTask):
    """Runs its tasks one after another (language reference, section 7.1)."""

    tasks: Annotated[Tasks, Field(min_length=1)]
    errors: Tasks = ()

    @property
    def error_tasks(self) -> tuple[Task, ...]:
        """The `errors` block."""
        return self.errors

    def children(self) -> tuple[Task, ...]:
        """Returns the tasks, then those of `errors`."""
        return (*self.tasks, *self.errors)

    def plan(self, answer: Any) -> Plan:  # noqa: ARG002 - it asks nothing
        """Returns one group."""
        return in_sequence(self.tasks)
