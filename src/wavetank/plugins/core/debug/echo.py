from __future__ import annotations

from typing import Any, ClassVar

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.model.level import Level
from wavetank.model.task import Task


class Echo(Task, RunnableTask):
    """Writes a text to the log; deprecated, use log.Log (language reference, section 7.4). No outputs."""

    deprecated: ClassVar[dict[str, str]] = {"type": "Use io.kestra.plugin.core.log.Log."}
    gone: ClassVar[dict[str, str]] = deprecated

    quick: ClassVar[bool] = True

    format: Any
    level: Level = Level.INFO

    def run(self, context: RunContext) -> Outputs | None:
        """Renders the text and logs it."""
        context.log(self.level, str(context.render(self.format)))
        return None
