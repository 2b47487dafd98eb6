from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from wavetank.errors import TaskError
from wavetank.model.level import Level
from wavetank.model.part import Part
from wavetank.model.property import Property
from wavetank.plugins.scripts.workplace import Texts

if TYPE_CHECKING:
    from wavetank.abc.runnable_task import RunContext
    from wavetank.engine.working_directory import WorkingDirectory
    from wavetank.model.stored_file import StoredFile
    from wavetank.plugins.scripts.workplace import Workplace


class IfExists(StrEnum):
    """What happens to a file that is in the working directory already."""

    OVERWRITE = "OVERWRITE"
    FAIL = "FAIL"
    WARN = "WARN"
    IGNORE = "IGNORE"


class NamespaceFiles(Part):
    """
    Which files of namespaces a task finds in its working directory (language reference, section 10.1).

    Attributes:
        include: Patterns; without one, all files.
        namespaces: Whose files, one namespace after another; the flow's own if it is left out.
        if_exists: What happens to a file that is there already.
        folder_per_namespace: The files of each namespace stand in a folder with its name.
    """

    enabled: Property[bool] | None = None
    include: Texts = ()
    exclude: Texts = ()
    namespaces: Texts = ()
    if_exists: Property[IfExists] | None = None
    folder_per_namespace: Property[bool] | None = None

    def chosen(self, place: Workplace) -> ChosenFiles | None:
        """Returns what is written, rendered; None when no file is wanted."""
        resolve = place.context.resolve
        if self.enabled is not None and not resolve(self.enabled):
            return None
        return ChosenFiles(
            namespaces=tuple(place.texts(self.namespaces)) or (place.context.namespace,),
            include=tuple(place.texts(self.include)),
            exclude=tuple(place.texts(self.exclude)),
            if_exists=IfExists.OVERWRITE if self.if_exists is None else resolve(self.if_exists),
            apart=self.folder_per_namespace is not None and resolve(self.folder_per_namespace),
        )


@dataclass(frozen=True)
class ChosenFiles:
    """The files of namespaces that a task gets; `apart` is a folder for each namespace."""

    namespaces: tuple[str, ...]
    include: tuple[str, ...]
    exclude: tuple[str, ...]
    if_exists: IfExists
    apart: bool

    def put_into(self, directory: WorkingDirectory, context: RunContext) -> None:
        """
        Copies the files; it blocks.

        Raises:
            TaskError: One is there already, and `ifExists` is FAIL.
            StorageError: A pattern cannot be read.
        """
        for namespace in self.namespaces:
            for file in context.namespaces.files(namespace).find(self.include, self.exclude):
                path = f"{namespace}/{file.path}" if self.apart else file.path
                if self._is_wanted(path, directory, context):
                    _copy(file, path, directory, context)

    def _is_wanted(self, path: str, directory: WorkingDirectory, context: RunContext) -> bool:
        if self.if_exists is IfExists.OVERWRITE or not directory.resolve(path).exists():
            return True
        text = f"The namespace file {path} is in the working directory already."
        if self.if_exists is IfExists.FAIL:
            raise TaskError(text, remedy="Set `ifExists: OVERWRITE` to replace it.")
        if self.if_exists is IfExists.WARN:
            context.log(Level.WARN, text)
        return False


def _copy(file: StoredFile, path: str, directory: WorkingDirectory, context: RunContext) -> None:
    with context.storage.open(file.uri) as content:
        directory.write(path, content)
