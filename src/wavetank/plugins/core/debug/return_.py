from __future__ import annotations

from typing import Any, ClassVar

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.model.task import Task


class Return(Task, RunnableTask):
    """Gives back a rendered text as the output `value` (language reference, section 7.4)."""

    quick: ClassVar[bool] = True

    format: Any = None

    def run(self, context: RunContext) -> Outputs | None:
        """Renders the text; its length in characters is the metric `length`."""
        value = context.render(self.format)
        if isinstance(value, str):
            context.count("length", len(value), format="return")
        return {"value": value}
