from __future__ import annotations

from typing import Any

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.model.task import Task
from wavetank.plugins.core.resolved import listed


class DownloadFiles(Task, RunnableTask):
    """
    Copies files of a namespace to this execution (language reference, section 7.6).

    The output `files` maps `destination` and path to the URI of the copy.

    Attributes:
        files: One pattern, or a list.
    """

    namespace: str
    files: Any
    destination: str = ""

    def run(self, context: RunContext) -> Outputs | None:
        """Copies the files."""
        source = context.namespaces.files(context.render(self.namespace))
        folder = context.render(self.destination).rstrip("/")
        copies = {}
        for file in source.find(listed(self.files, context, "files")):
            path = f"{folder}/{file.path}"
            with context.storage.open(file.uri) as content:
                copies[path] = context.put_file(path.lstrip("/"), content)
        return {"files": copies}
