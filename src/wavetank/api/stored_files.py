from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, BinaryIO, cast

from wavetank.core import storage_paths

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from wavetank.abc.file_storage import FileStorage


class StoredFiles:
    """The files of internal storage, by their `kestra:///…` URIs."""

    def __init__(self, storage: FileStorage) -> None:
        self._storage = storage

    def put(self, uri: str, content: bytes | str | BinaryIO | pd.DataFrame) -> str:
        """
        Writes a file, in the place of one that is there; returns its URI.

        A DataFrame is written as the ending of the URI says: `.csv`, `.tsv`, `.json`, `.jsonl`, `.ion` or `.parquet`.

        Raises:
            StorageError: The URI leaves the storage, or the file cannot be written.
            WavetankError: Its ending does not say how to write a DataFrame.
        """
        if isinstance(content, str):
            return self._storage.put(uri, content.encode())
        if hasattr(content, "to_csv"):
            write_rows: Callable[[pd.DataFrame, str], bytes] = import_module("wavetank.core.tabular").write_rows
            return self._storage.put(uri, write_rows(cast("pd.DataFrame", content), uri))
        return self._storage.put(uri, content)

    def df(self, uri: str) -> pd.DataFrame:
        """
        Returns a file as a DataFrame: CSV, JSON, JSON Lines, Ion (text or binary) or Parquet.

        Raises:
            NotFoundError: There is none.
            WavetankError: It is no table.
        """
        to_frame: Callable[..., pd.DataFrame] = import_module("wavetank.api.frame").to_frame
        return to_frame(uri, self._storage.read)

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
