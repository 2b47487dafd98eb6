from __future__ import annotations

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.core.storage_paths import SCHEME
from wavetank.errors import TaskError
from wavetank.model.task import Task
from wavetank.plugins.core.storage.batch import Batch


class ItemSplit(Task, RunnableTask):
    """The first hidden task of a ForEachItem: `splits` is the URI of a text with the URI of a batch a line."""

    items: str
    batch: Batch

    def run(self, context: RunContext) -> Outputs | None:
        """Cuts the file."""
        uri = context.render(self.items)
        if not uri.startswith(f"{SCHEME}/"):
            raise TaskError(
                f"The items cannot be read from {uri!r}: that is no file of internal storage.",
                remedy="Give the URI of one, as `{{ inputs.file }}` of a FILE input or an output `uri`.",
            )
        batches = self.batch.pieces(uri, context)
        return {"splits": context.put_file("splits.txt", "\n".join(batches).encode())}
