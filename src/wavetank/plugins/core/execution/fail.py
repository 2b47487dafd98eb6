from __future__ import annotations

from typing import ClassVar

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.errors import TaskError
from wavetank.model.level import Level
from wavetank.model.task import Task
from wavetank.pebble import truthy


class Fail(Task, RunnableTask):
    """Fails, always or when a condition is true (language reference, section 7.2)."""

    quick: ClassVar[bool] = True

    condition: str | None = None
    error_message: str = "Task failure"

    def run(self, context: RunContext) -> Outputs | None:
        """Raises TaskError unless the condition renders to something false."""
        if self.condition is None:
            raise TaskError(context.render(self.error_message))
        if truthy(context.render(self.condition)):
            context.log(Level.ERROR, context.render(self.error_message))
            raise TaskError("Fail on a condition")
        return None
