from __future__ import annotations

from typing import Any

from pydantic import Field, model_validator

from wavetank.model.block import Block
from wavetank.model.outline import Outline, Relation
from wavetank.model.plan import Group, Plan, in_sequence
from wavetank.model.task import Task, Tasks


class Switch(Block):
    """Runs the tasks of the case that equals a rendered value, or `defaults` (language reference, section 7.1)."""

    value: str
    cases: dict[str, Tasks] = Field(default_factory=dict)
    defaults: Tasks = ()

    @model_validator(mode="after")
    def _has_tasks(self) -> Switch:
        if not self.defaults and not any(self.cases.values()):
            raise ValueError("No task defined, neither cases or default have any tasks")
        return self

    def inside(self) -> tuple[Task, ...]:
        """Returns the tasks of all cases, then the defaults."""
        return (*(task for tasks in self.cases.values() for task in tasks), *self.defaults)

    def outline(self) -> Outline:
        """Returns all cases, the defaults last."""
        cases = {**self.cases, "defaults": self.defaults}
        return Outline(Relation.CHOICE, tuple(Group(tasks, case) for case, tasks in cases.items() if tasks))

    def question(self) -> str:
        """Returns the value."""
        return self.value

    def plan(self, answer: Any) -> Plan:
        """
        Returns the one group of the case.

        Raises:
            ValueError: No case matches, and there are no defaults.
        """
        if answer not in self.cases and not self.defaults:
            raise ValueError(f"No case is {answer!r}, and there are no `defaults`: no task found")
        return in_sequence(self.cases.get(answer, self.defaults))

    def outputs(self, answer: Any) -> dict[str, Any]:
        """Returns `value`, and `defaults`: whether no case matched."""
        return {"value": answer, "defaults": answer not in self.cases}
