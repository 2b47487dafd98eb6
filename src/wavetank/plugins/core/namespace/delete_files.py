from __future__ import annotations

from typing import Any

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.model.property import Property
from wavetank.model.task import Task
from wavetank.plugins.core.resolved import listed


class DeleteFiles(Task, RunnableTask):
    """
    Removes files of a namespace (language reference, section 7.6).

    The output `files` maps the paths of what was removed to their URIs; the metric `deleted` counts them.

    Attributes:
        files: One pattern, or a list.
        delete_parent_folder: Whether folders that become empty go, too. They always do here: a folder is there as long
            as a file is in it.
    """

    namespace: str
    files: Any
    delete_parent_folder: Property[bool] | None = None

    def run(self, context: RunContext) -> Outputs | None:
        """Removes the files."""
        files = context.namespaces.files(context.render(self.namespace))
        found = files.find(listed(self.files, context, "files"))
        deleted = {f"/{file.path}": file.uri for file in found if files.delete(file.path)}
        context.count("deleted", len(deleted))
        return {"files": deleted}
