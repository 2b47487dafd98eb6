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
        depth, limit = context.resolve_or(self.max_depth, None), context.resolve_or(self.timeout, None)
        return Program.of(context.render(self.expression), limit.total_seconds() if limit is not None else None, depth)
