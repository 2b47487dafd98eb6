from __future__ import annotations

import shutil
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from wavetank.errors import StorageError
from wavetank.ids import new_id
from wavetank.storage.files import Files
from wavetank.storage.storage_path import INCOMING

if TYPE_CHECKING:
    from collections.abc import Iterable

_OBJECT_STORES = frozenset({"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "adl", "oci", "oss"})
"""Places where an object appears when it is whole; elsewhere a file is written aside and moved."""


class RemoteFiles(Files):
    """
    Files in a place that fsspec reaches, by its URL.

    The connection is made on first use: fsspec takes a tenth of a second to import.
    """

    def __init__(self, root: str) -> None:
        self._url = root

    def write(self, path: str, content: bytes | BinaryIO) -> None:  # noqa: D102
        if self._url.partition("://")[0] in _OBJECT_STORES:
            self._upload(self._full(path), content)
        else:
            self._upload_aside(self._full(path), content)

    def open(self, path: str) -> BinaryIO:  # noqa: D102
        return cast("BinaryIO", self._fs.open(self._full(path), "rb"))

    def exists(self, path: str) -> bool:  # noqa: D102
        return bool(self._fs.isfile(self._full(path)))

    def size(self, path: str) -> int:  # noqa: D102
        found = self._fs.info(self._full(path))
        if found["type"] != "file":
            raise IsADirectoryError(path)
        return int(found["size"])

    def delete(self, path: str) -> None:  # noqa: D102
        self._fs.rm_file(self._full(path))

    def below(self, folder: str) -> Iterable[str]:  # noqa: D102
        if not self._fs.isdir(self._full(folder)):
            return
        start = len(self._full(""))
        for found in self._fs.find(self._full(folder)):
            if not found.startswith(self._full(f"{INCOMING}/")):
                yield found[start:]

    @cached_property
    def _location(self) -> tuple[Any, str]:
        from fsspec.core import url_to_fs  # noqa: PLC0415

        try:
            # Another engine may share the place: a listing that is remembered would hide its files.
            fs, root = url_to_fs(self._url, use_listings_cache=False)
        except (ImportError, ValueError) as error:
            raise StorageError(
                f"Internal storage cannot be reached: {error}.",
                remedy="Install what fsspec needs for this kind of URL, or give a folder as the storage.",
            ) from error
        return fs, root.rstrip("/")

    @property
    def _fs(self) -> Any:
        return self._location[0]

    def _full(self, path: str) -> str:
        return f"{self._location[1]}/{path}"

    def _upload_aside(self, target: str, content: bytes | BinaryIO) -> None:
        aside = self._full(f"{INCOMING}/{new_id()}")
        self._fs.makedirs(self._full(INCOMING), exist_ok=True)
        self._upload(aside, content)
        self._fs.makedirs(target.rpartition("/")[0], exist_ok=True)
        self._fs.mv(aside, target)

    def _upload(self, target: str, content: bytes | BinaryIO) -> None:
        if isinstance(content, bytes):
            self._fs.pipe_file(target, content)
            return
        # A stream that breaks off must not leave the half of it that was sent.
        with TemporaryDirectory() as folder:
            file = Path(folder) / "content"
            with file.open("wb") as out:
                shutil.copyfileobj(content, out)
            self._fs.put_file(str(file), target)
