from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from wavetank.model.block import Block
from wavetank.model.outline import Outline, Relation
from wavetank.model.plan import Group, Plan, enabled
from wavetank.model.task import Task, Tasks


class Parallel(Block):
    """Runs its tasks side by side, at most `concurrent` at a time, 0 for all (language reference, section 7.1)."""

    tasks: Annotated[Tasks, Field(min_length=1)]
    concurrent: Annotated[int, Field(ge=0)] = 0

    def inside(self) -> tuple[Task, ...]:
        """Returns the tasks."""
        return self.tasks

    def outline(self) -> Outline:
        """Returns its tasks, side by side."""
        return Outline(Relation.PARALLEL, tuple(Group((task,)) for task in self.tasks))

    def plan(self, answer: Any) -> Plan:  # noqa: ARG002 - it asks nothing
        """Returns a group for each task."""
        return Plan(tuple(Group((task,)) for task in enabled(self.tasks)), self.concurrent)
