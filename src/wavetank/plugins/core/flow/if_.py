from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from wavetank.model.block import Block
from wavetank.model.outline import Outline, Relation
from wavetank.model.plan import Group, Plan, in_sequence
from wavetank.model.task import Task, Tasks
from wavetank.pebble import truthy


class If(Block):
    """Runs `then` or `else`; the condition is rendered once (language reference, section 7.1)."""

    condition: str
    then: Annotated[Tasks, Field(min_length=1)]
    else_: Annotated[Tasks, Field(alias="else")] = ()

    def inside(self) -> tuple[Task, ...]:
        """Returns the tasks of both branches."""
        return (*self.then, *self.else_)

    def outline(self) -> Outline:
        """Returns both branches."""
        branches = {"true": self.then, "false": self.else_}
        return Outline(Relation.CHOICE, tuple(Group(tasks, case) for case, tasks in branches.items() if tasks))

    def question(self) -> str:
        """Returns the condition."""
        return self.condition

    def plan(self, answer: Any) -> Plan:
        """Returns the one group of the branch that is taken; none if there is no such branch."""
        return in_sequence(self.then if truthy(answer) else self.else_)

    def outputs(self, answer: Any) -> dict[str, Any]:
        """Returns `evaluationResult`, a boolean."""
        return {"evaluationResult": truthy(answer)}
