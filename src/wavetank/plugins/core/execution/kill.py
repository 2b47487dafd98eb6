from __future__ import annotations

from typing import ClassVar

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.model.property import Property
from wavetank.model.task import Task


class Kill(Task, RunnableTask):
    """
    Ends an execution as KILLED (language reference, section 7.2).

    Attributes:
        execution_id: Which.
        propagate_kill: Whether those that it made are killed, too.
    """

    steers: ClassVar[bool] = True

    execution_id: str
    propagate_kill: Property[bool] | None = None

    async def run(self, context: RunContext) -> Outputs | None:
        """Kills it."""
        cascade = context.resolve_or(self.propagate_kill, default=True)
        await context.kill(context.render(self.execution_id), cascade=cascade)
        return None
