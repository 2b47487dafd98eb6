from __future__ import annotations

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.durations import format_duration
from wavetank.model.level import Level
from wavetank.model.part import Duration
from wavetank.model.property import Property
from wavetank.model.task import Task


class Sleep(Task, RunnableTask):
    """Waits for a duration (language reference, section 7.1)."""

    duration: Property[Duration]

    async def run(self, context: RunContext) -> Outputs | None:
        """Waits without holding a thread."""
        duration = context.resolve(self.duration)
        context.log(Level.INFO, f"Waiting for {format_duration(duration)}")
        await context.sleep(duration)
        return None
