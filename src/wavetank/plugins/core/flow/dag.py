from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import Annotated, Any

from pydantic import Field, model_validator

from wavetank.model.block import Block
from wavetank.model.outline import Outline, Relation
from wavetank.model.part import Part
from wavetank.model.plan import Group, Plan
from wavetank.model.task import AnyTask, Task


class DagTask(Part):
    """A task of a Dag, and the ids of those that must have ended before it starts."""

    task: AnyTask
    depends_on: tuple[str, ...] = ()


class Dag(Block):
    """Runs each task when those that it depends on have ended (language reference, section 7.1)."""

    tasks: Annotated[tuple[DagTask, ...], Field(min_length=1)]
    concurrent: Annotated[int, Field(ge=0)] = 0

    @model_validator(mode="after")
    def _can_be_ordered(self) -> Dag:
        known = {node.task.id: node.depends_on for node in self.tasks}
        missing = [name for names in known.values() for name in names if name not in known]
        if missing:
            raise ValueError(f"Not existing task id in dependency: {', '.join(missing)}")
        try:
            tuple(TopologicalSorter(known).static_order())
        except CycleError as error:
            raise ValueError(f"Cyclic dependency detected: {', '.join(error.args[1])}") from None
        return self

    def inside(self) -> tuple[Task, ...]:
        """Returns the tasks."""
        return tuple(node.task for node in self.tasks)

    def outline(self) -> Outline:
        """Returns its tasks, behind those that they depend on."""
        places = {node.task.id: index for index, node in enumerate(self.tasks)}
        groups = (Group((node.task,), after=tuple(places[name] for name in node.depends_on)) for node in self.tasks)
        return Outline(Relation.PARALLEL, tuple(groups))

    def plan(self, answer: Any) -> Plan:  # noqa: ARG002 - it asks nothing
        """Returns a group for each task, behind the groups of those that it depends on."""
        nodes = [node for node in self.tasks if not node.task.disabled]
        places = {node.task.id: index for index, node in enumerate(nodes)}
        groups = (
            Group((node.task,), after=tuple(places[name] for name in node.depends_on if name in places))
            for node in nodes
        )
        return Plan(tuple(groups), self.concurrent)
