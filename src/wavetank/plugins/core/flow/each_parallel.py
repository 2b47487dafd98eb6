from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Field

from wavetank.model.block import Block
from wavetank.model.outline import Outline, Relation
from wavetank.model.plan import Group, Plan, enabled
from wavetank.model.task import Task, Tasks
from wavetank.plugins.core.flow.for_each import USE_LOOP, LoopValues, loop_values


class EachParallel(Block):
    """The former ForEach that runs all tasks of all values side by side (language reference, section 7.1)."""

    gone: ClassVar[dict[str, str]] = {"type": USE_LOOP}
    deprecated: ClassVar[dict[str, str]] = {"type": "Use io.kestra.plugin.core.flow.ForEach."}

    value: LoopValues
    concurrent: Annotated[int, Field(ge=0)] = 0
    tasks: Annotated[Tasks, Field(min_length=1)]

    def inside(self) -> tuple[Task, ...]:
        """Returns the tasks."""
        return self.tasks

    def outline(self) -> Outline:
        """Returns its tasks, which come once for each value."""
        return Outline(Relation.DYNAMIC, (Group(self.tasks),))

    def question(self) -> str | list[Any]:
        """Returns the values as they are written."""
        return self.value

    def plan(self, answer: Any) -> Plan:
        """Returns a group for each task of each value that is new."""
        groups = (
            Group((task,), value, number)
            for number, value in enumerate(loop_values(answer))
            for task in enabled(self.tasks)
        )
        return Plan(tuple(groups), self.concurrent)
