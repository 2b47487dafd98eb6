from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.errors import TaskError
from wavetank.model.level import Level
from wavetank.model.task import Task
from wavetank.pebble import truthy


class Assert(Task, RunnableTask):
    """
    Fails unless all of its conditions are true (language reference, section 7.2).

    Outputs, also when it fails: `failed` and `success`, the numbers of conditions; they are counters too.

    Attributes:
        error_message: Logged once if a condition is false.
    """

    quick: ClassVar[bool] = True

    conditions: tuple[str, ...] = Field(min_length=1)
    error_message: str | None = None

    def run(self, context: RunContext) -> Outputs | None:
        """Renders all conditions, also behind one that is false."""
        broken = [condition for condition in self.conditions if not truthy(context.render(condition))]
        counts: dict[str, object] = {"failed": len(broken), "success": len(self.conditions) - len(broken)}
        context.count("failed", len(broken))
        context.count("success", len(self.conditions) - len(broken))
        if not broken:
            return counts
        for condition in broken:
            context.log(Level.ERROR, f"The assertion `{condition}` is false.")
        if self.error_message is not None:
            context.log(Level.ERROR, context.render(self.error_message))
        raise TaskError(f"{len(broken)} of {len(self.conditions)} assertions failed.", outputs=counts)
