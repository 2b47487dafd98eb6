from __future__ import annotations

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.core.file_uri import file_uri
from wavetank.model.task import Task


class Size(Task, RunnableTask):
    """Gives the length of a file in bytes as the output `size` (language reference, section 7.8)."""

    uri: str

    def run(self, context: RunContext) -> Outputs | None:
        """Asks for the length."""
        return {"size": context.storage.size(file_uri(context.render(self.uri), context.namespace))}
