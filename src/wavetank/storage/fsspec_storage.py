from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from wavetank.abc.file_storage import FileStorage
from wavetank.errors import NotFoundError, StorageError, WavetankError
from wavetank.storage.local_files import LocalFiles
from wavetank.storage.memory_files import MemoryFiles
from wavetank.storage.remote_files import RemoteFiles
from wavetank.storage.storage_path import refusal, storage_path, storage_uri

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wavetank.storage.files import Files

_MISSING = (FileNotFoundError, IsADirectoryError, NotADirectoryError)


class FsspecStorage(FileStorage):
    """
    Internal storage below a root: a folder, `memory://`, or a URL that fsspec knows, as `s3://bucket/prefix`.

    Files in a folder are synced to the disk before `put` returns; a root in memory belongs to this object alone.
    """

    def __init__(self, root: str) -> None:
        self._files = _files_at(root)

    def put(self, uri: str, content: bytes | BinaryIO) -> str:  # noqa: D102
        path = _file_path(uri)
        with _faults(uri, missing=()):
            self._files.write(path, content)
        return uri

    def read(self, uri: str) -> bytes:  # noqa: D102
        with self.open(uri) as file, _faults(uri):
            return file.read()

    def open(self, uri: str) -> BinaryIO:  # noqa: D102
        path = _file_path(uri)
        with _faults(uri):
            return self._files.open(path)

    def exists(self, uri: str) -> bool:  # noqa: D102
        path = storage_path(uri)
        with _faults(uri):
            return self._files.exists(path)

    def size(self, uri: str) -> int:  # noqa: D102
        path = _file_path(uri)
        with _faults(uri):
            return self._files.size(path)

    def delete(self, uri: str) -> bool:  # noqa: D102
        path = _file_path(uri)
        with _faults(uri):
            found = self._files.exists(path)
            if found:
                self._files.delete(path)
        return found

    def list(self, uri: str) -> Sequence[str]:  # noqa: D102
        path = storage_path(uri)
        with _faults(uri):
            return sorted(map(storage_uri, self._files.below(path)))


def _files_at(root: str) -> Files:
    scheme, separator, rest = root.partition("://")
    if not separator:
        return LocalFiles(Path(root).expanduser())
    if scheme in {"file", "local"}:
        return LocalFiles(Path(rest))
    return MemoryFiles() if scheme == "memory" else RemoteFiles(root)


def _file_path(uri: str) -> str:
    path = storage_path(uri)
    if not path or uri.endswith("/"):
        raise refusal(uri, "it names a folder")
    return path


@contextmanager
def _faults(uri: str, missing: tuple[type[OSError], ...] = _MISSING) -> Iterator[None]:
    try:
        yield
    except WavetankError:
        raise
    except missing as error:
        raise NotFoundError(f"There is no file {uri}.") from error
    except Exception as error:  # clients of object stores raise errors of their own kinds
        raise StorageError(f"Internal storage cannot handle {uri}: {error}.") from error
