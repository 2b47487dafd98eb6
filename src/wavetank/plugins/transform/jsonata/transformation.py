from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from wavetank.abc.runnable_task import RunnableTask
from wavetank.model.property import Property
from wavetank.model.task import Task
from wavetank.plugins.transform.jsonata.program import Program

if TYPE_CHECKING:
    from wavetank.abc.runnable_task import RunContext


class Transformation(Task, RunnableTask):
    """
    What the JSONata tasks have in common.

    Attributes:
        source: `from`: what is transformed.
        expression: JSONata; expressions of the flow in it are rendered first.
        max_depth: How deep functions of the expression may call each other. A `timeout` also stops an evaluation.
    """

    source: str = Field(alias="from")
    expression: str
    max_depth: Property[int] | None = None

    def program(self, context: RunContext) -> Program:
        """Returns the expression as it is now."""
        depth = None if self.max_depth is None else context.resolve(self.max_depth)
        limit = None if self.timeout is None else context.resolve(self.timeout).total_seconds()
        return Program.of(context.render(self.expression), limit, depth)
