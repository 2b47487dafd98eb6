from __future__ import annotations

from typing import ClassVar

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.model.level import Level
from wavetank.model.property import Property
from wavetank.model.task import Task
from wavetank.plugins.core.resolved import resolved


class Log(Task, RunnableTask):
    """Writes messages to the execution's log (language reference, section 7.4). No outputs."""

    quick: ClassVar[bool] = True

    message: str | tuple[str, ...]
    level: Property[Level] | None = None

    def run(self, context: RunContext) -> Outputs | None:
        """Renders each message and logs it."""
        level = resolved(self.level, context, default=Level.INFO)
        for message in (self.message,) if isinstance(self.message, str) else self.message:
            context.log(level, context.render(message))
        return None
