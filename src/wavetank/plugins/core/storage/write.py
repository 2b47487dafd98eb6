from __future__ import annotations

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.model.property import Property
from wavetank.model.task import Task
from wavetank.plugins.core.resolved import resolved
from wavetank.plugins.core.storage.stored_name import stored_name


class Write(Task, RunnableTask):
    """
    Writes a text into a file of internal storage, the output `uri` (language reference, section 7.8).

    Attributes:
        extension: What the name of the file ends with, as `.txt`.
    """

    content: Property[str]
    extension: Property[str] | None = None

    def run(self, context: RunContext) -> Outputs | None:
        """Writes the file, in UTF-8."""
        name = stored_name(context, resolved(self.extension, context, ""))
        return {"uri": context.put_file(name, context.resolve(self.content).encode())}
