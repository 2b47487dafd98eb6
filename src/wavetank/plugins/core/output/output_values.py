from __future__ import annotations

from typing import Any, ClassVar

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.model.task import Task


class OutputValues(Task, RunnableTask):
    """Gives back rendered values as the output `values` (language reference, section 7.4)."""

    quick: ClassVar[bool] = True

    values: dict[str, Any]

    def run(self, context: RunContext) -> Outputs | None:
        """Renders keys and values, also the nested ones, as texts."""
        return {"values": context.render(self.values)}
