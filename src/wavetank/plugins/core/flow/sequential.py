from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from wavetank.model.block import Block
from wavetank.model.plan import Plan, in_sequence
from wavetank.model.task import Task, Tasks


class Sequential(Block):
    """Runs its tasks one after another (language reference, section 7.1)."""

    tasks: Annotated[Tasks, Field(min_length=1)]

    def inside(self) -> tuple[Task, ...]:
        """Returns the tasks."""
        return self.tasks

    def plan(self, answer: Any) -> Plan:  # noqa: ARG002 - it asks nothing
        """Returns one group."""
        return in_sequence(self.tasks)
