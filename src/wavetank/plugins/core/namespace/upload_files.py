from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import model_validator

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.engine.namespace_files import Conflict
from wavetank.engine.working_directory import WorkingDirectory
from wavetank.errors import TaskError
from wavetank.model.level import Level
from wavetank.model.property import Property
from wavetank.model.task import Task
from wavetank.plugins.core.resolved import listed, mapped, resolved

if TYPE_CHECKING:
    from wavetank.engine.namespace_files import NamespaceFiles

_NO_DIRECTORY = (
    "`files` are looked for in the working directory, and this task has one of its own, which is empty: put it into a "
    "WorkingDirectory with the tasks that make the files, or use `filesMap`."
)


class UploadFiles(Task, RunnableTask):
    """
    Puts files into a namespace; the output `files` maps their paths to URIs (language reference, section 7.6).

    Attributes:
        files: Patterns of files in the working directory.
        files_map: From the path in the namespace to the URI of a file.
        destination: The folder of the namespace below which they are put.
        conflict: What happens if there is one: OVERWRITE, ERROR or SKIP.
    """

    namespace: str | None = None
    files: Any = None
    files_map: Any = None
    destination: str = "/"
    conflict: Property[Conflict] | None = None

    @model_validator(mode="after")
    def _something_to_upload(self) -> UploadFiles:
        if self.files is None and self.files_map is None:
            raise ValueError("`files` or `filesMap` must say what is uploaded")
        return self

    def run(self, context: RunContext) -> Outputs | None:
        """Uploads the files, those of `files` first."""
        target = _Target(self, context)
        if self.files is not None:
            self._upload_found(context, target)
        if self.files_map is not None:
            for path, uri in mapped(self.files_map, context, "filesMap").items():
                if not isinstance(uri, str):
                    raise TaskError(f"`filesMap`: {path} must be the URI of a file.")
                with context.open(uri) as content:
                    target.put(path, content)
        return {"files": target.uploaded}

    def _upload_found(self, context: RunContext, target: _Target) -> None:
        patterns = listed(self.files, context, "files")
        if context.directory is None:
            context.log(Level.WARN, _NO_DIRECTORY)
            return
        directory = WorkingDirectory(context.directory)
        for file in directory.find(patterns):
            with file.open("rb") as content:
                target.put(file.relative_to(directory.path).as_posix(), content)


class _Target:
    """The place that files are put to, and the URIs of those that were."""

    def __init__(self, task: UploadFiles, context: RunContext) -> None:
        namespace = context.render(task.namespace or context.namespace)
        self._files: NamespaceFiles = context.namespaces.files(namespace)
        self._folder = context.render(task.destination).strip("/")
        self._conflict = resolved(task.conflict, context, Conflict.OVERWRITE)
        self.uploaded: dict[str, str] = {}

    def put(self, path: str, content: Any) -> None:
        file = self._files.put(f"{self._folder}/{path.lstrip('/')}", content, self._conflict)
        self.uploaded[f"/{file.path}"] = file.uri
