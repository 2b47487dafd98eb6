from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, BinaryIO

from wavetank.core.file_uri import namespace_path
from wavetank.core.path_matcher import selected
from wavetank.core.storage_paths import namespace_file
from wavetank.errors import InputError, StateError, StorageError
from wavetank.model.stored_file import StoredFile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wavetank.abc.file_storage import FileStorage


class Conflict(StrEnum):
    """What happens when a file is put where one is."""

    OVERWRITE = "OVERWRITE"
    ERROR = "ERROR"
    SKIP = "SKIP"


class NamespaceFiles:
    """The files of a namespace, which all its flows share; methods block, and may be called from any thread."""

    def __init__(self, storage: FileStorage, namespace: str) -> None:
        self.namespace = namespace
        self._storage = storage

    def file(self, path_or_uri: str) -> StoredFile:
        """
        Returns a file by its path or its `kestra:///` URI, there or not; a folder with a slash at the end.

        Raises:
            StorageError: It is a URI of another kind or namespace, or leads out of the folder.
        """
        path = namespace_path(path_or_uri, self.namespace)
        folder = not path or path.endswith("/")
        return StoredFile(path.removesuffix("/"), namespace_file(self.namespace, path), is_directory=folder)

    def put(
        self, path: str, content: bytes | str | BinaryIO, conflict: str | Conflict = Conflict.OVERWRITE
    ) -> StoredFile:
        """
        Writes a file.

        Args:
            path: Its place, as `scripts/load.py`.
            content: Text is kept in UTF-8.
            conflict: If there is one: OVERWRITE it, raise an ERROR, or SKIP.

        Raises:
            StateError: There is one, and `conflict` is ERROR.
            StorageError: The path is refused, or cannot be written.
        """
        file, rule = self._named(path), _conflict(conflict)
        if rule is not Conflict.OVERWRITE and self._storage.exists(file.uri):
            if rule is Conflict.ERROR:
                raise StateError(f"File {file.path} of namespace '{self.namespace}' already exists.")
            return file
        self._storage.put(file.uri, content.encode() if isinstance(content, str) else content)
        return file

    def read(self, path: str) -> bytes:
        """
        Returns a file's bytes.

        Raises:
            NotFoundError: There is none.
            StorageError: The path is refused.
        """
        return self._storage.read(self._named(path).uri)

    def exists(self, path: str) -> bool:
        """Returns whether there is such a file."""
        return self._storage.exists(self._named(path).uri)

    def delete(self, path: str) -> bool:
        """Removes a file; returns whether there was one."""
        return self._storage.delete(self._named(path).uri)

    def all(self) -> list[StoredFile]:
        """Returns all files, sorted by path."""
        root = namespace_file(self.namespace, "")
        return [StoredFile(uri.removeprefix(root), uri) for uri in self._storage.list(root)]

    def find(self, include: Sequence[str] = (), exclude: Sequence[str] = ()) -> list[StoredFile]:
        """
        Returns the files that fit one of the patterns of `include`, or all if it is empty, and none of `exclude`.

        Raises:
            StorageError: One of them is no pattern.
        """
        wanted = selected(include, exclude)
        return [file for file in self.all() if wanted(f"/{file.path}")]

    def _named(self, path: str) -> StoredFile:
        file = self.file(path)
        if file.is_directory:
            raise StorageError(f"{path!r} is a folder of namespace '{self.namespace}', no file.")
        return file


def _conflict(written: str | Conflict) -> Conflict:
    try:
        return Conflict(written)
    except ValueError:
        known = ", ".join(Conflict)
        raise InputError(f"`{written}` is no way to handle a conflict.", remedy=f"Write one of {known}.") from None
