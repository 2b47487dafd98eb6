from __future__ import annotations

from typing import Annotated

from pydantic import Field

from wavetank.abc.flowable_task import FlowableTask
from wavetank.model.outline import Outline, Relation
from wavetank.model.plan import Group
from wavetank.model.task import Task, Tasks


class Block(Task, FlowableTask):
    """
    A flowable task with its own `errors` and `finally`: what all of them have in common.

    Attributes:
        errors: Run in order once a task inside has failed for good.
        finally_: Run last, whatever became of the tasks; written `finally`.
    """

    errors: Tasks = ()
    finally_: Annotated[Tasks, Field(alias="finally")] = ()

    @property
    def error_tasks(self) -> tuple[Task, ...]:
        """The `errors` block."""
        return self.errors

    @property
    def final_tasks(self) -> tuple[Task, ...]:
        """The `finally` block."""
        return self.finally_

    def inside(self) -> tuple[Task, ...]:
        """Returns the tasks that it arranges, in the order of the text."""
        return ()

    def outline(self) -> Outline:
        """Returns its tasks one after another."""
        return Outline(Relation.SEQUENTIAL, (Group(self.inside()),) if self.inside() else ())

    def children(self) -> tuple[Task, ...]:
        """Returns the tasks that it arranges, then those of `errors` and `finally`."""
        return (*self.inside(), *self.errors, *self.finally_)
