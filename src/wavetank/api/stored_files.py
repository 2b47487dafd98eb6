from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from wavetank.core import storage_paths

if TYPE_CHECKING:
    from wavetank.abc.file_storage import FileStorage


class StoredFiles:
    """The files of internal storage, by their `kestra:///…` URIs."""

    def __init__(self, storage: FileStorage) -> None:
        self._storage = storage

    def put(self, uri: str, content: bytes | str | BinaryIO) -> str:
        """
        Writes a file, in the place of one that is there; returns its URI.

        Raises:
            StorageError: The URI leaves the storage, or the file cannot be written.
        """
        return self._storage.put(uri, content.encode() if isinstance(content, str) else content)

    def read(self, uri: str) -> bytes:
        """
        Returns a file's bytes.

        Raises:
            NotFoundError: There is none.
            StorageError: The URI leaves the storage.
        """
        return self._storage.read(uri)

    def exists(self, uri: str) -> bool:
        """Returns whether there is a file."""
        return self._storage.exists(uri)

    def list(self, uri: str = "kestra:///") -> list[str]:
        """Returns the URIs of all files below a folder, sorted."""
        return list(self._storage.list(uri))

    def uri(
        self,
        namespace: str,
        flow: str | None = None,
        execution: str | None = None,
        task: str | None = None,
        task_run: str | None = None,
        trigger: str | None = None,
    ) -> str:
        """
        Returns the URI of a folder, without a slash at its end.

        Of a namespace, or, the more is named, of a flow, an execution, a trigger's or a task's files in it, a task run.

        Raises:
            InputError: Something is named without what it belongs to.
        """
        return storage_paths.folder(namespace, flow, execution, task, task_run, trigger)
