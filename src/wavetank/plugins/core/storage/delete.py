from __future__ import annotations

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.core.file_uri import file_uri
from wavetank.errors import NotFoundError
from wavetank.model.property import Property
from wavetank.model.task import Task
from wavetank.plugins.core.resolved import resolved


class Delete(Task, RunnableTask):
    """
    Removes a file (language reference, section 7.8).

    Outputs: `uri`, and `deleted`, whether there was one.
    """

    uri: str
    error_on_missing: Property[bool] | None = None

    def run(self, context: RunContext) -> Outputs | None:
        """Removes the file."""
        uri = context.render(self.uri)
        deleted = context.storage.delete(file_uri(uri, context.namespace))
        if not deleted and resolved(self.error_on_missing, context, default=False):
            raise NotFoundError(f"There is no file {uri}.")
        return {"uri": uri, "deleted": deleted}
