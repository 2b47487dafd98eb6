from __future__ import annotations

from typing import Any, Literal

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.model.property import Property
from wavetank.model.task import Task
from wavetank.plugins.core.purged_namespaces import purged_namespaces
from wavetank.plugins.core.version_behavior import VersionBehavior


class FileVersions(VersionBehavior):
    """Which versions of files are removed."""

    type: Literal["version", "io.kestra.plugin.core.namespace.Version"]


class PurgeFiles(Task, RunnableTask):
    """
    Removes versions of namespace files (language reference, section 16); the output `size` says how many.

    A file has no former versions here: only what keeps none at all removes anything.

    Attributes:
        namespaces: Which ones; all that have flows, if neither this nor `namespacePattern` is given.
        namespace_pattern: A glob for the names of namespaces.
        file_pattern: A glob for paths.
        behavior: All but the newest version, if it is left out.
        include_child_namespaces: Whether those below `namespaces` are meant as well.
    """

    namespaces: Any = None
    namespace_pattern: str | None = None
    file_pattern: str | None = None
    behavior: FileVersions | None = None
    include_child_namespaces: Property[bool] | None = None

    def run(self, context: RunContext) -> Outputs | None:
        """Removes the files."""
        meant = purged_namespaces(context, self.namespaces, self.namespace_pattern, self.include_child_namespaces)
        if self.behavior is None or not self.behavior.keeps_none:
            return {"size": 0}
        patterns = [] if self.file_pattern is None else [str(context.render(self.file_pattern))]
        size = 0
        for namespace in meant:
            files = context.namespaces.files(namespace)
            size += sum(files.delete(file.path) for file in files.find(patterns))
        return {"size": size}
