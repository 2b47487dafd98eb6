from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from wavetank.ids import new_id
from wavetank.storage.files import Files
from wavetank.storage.storage_path import INCOMING, refusal, storage_uri

if TYPE_CHECKING:
    from collections.abc import Iterable

_CHUNK = 1 << 20
_FOLDERS_CAN_BE_SYNCED = os.name == "posix"


class LocalFiles(Files):
    """
    Files in a folder of this machine.

    A file and the names of its folders are on the disk when `write` returns: an event is acknowledged once its
    execution is, and its files must not be lost where the execution is not.
    """

    def __init__(self, root: Path) -> None:
        self._root = Path(os.path.realpath(root))

    def write(self, path: str, content: bytes | BinaryIO) -> None:  # noqa: D102
        target = self._inside(path, self._root / path, whole=False)
        incoming = self._root / INCOMING / new_id()
        new_names = {target.parent, *_make(target.parent)}
        _make(incoming.parent)
        try:
            _write(incoming, content)
            incoming.replace(target)
        except BaseException:
            incoming.unlink(missing_ok=True)
            raise
        for folder in sorted(new_names, reverse=True):
            _sync_folder(folder)

    def open(self, path: str) -> BinaryIO:  # noqa: D102
        return self._existing(path).open("rb")

    def exists(self, path: str) -> bool:  # noqa: D102
        return self._existing(path).is_file()

    def size(self, path: str) -> int:  # noqa: D102
        file = self._existing(path)
        if file.is_dir():
            raise IsADirectoryError(path)
        return file.stat().st_size

    def delete(self, path: str) -> None:  # noqa: D102
        self._inside(path, self._root / path, whole=False).unlink()

    def below(self, folder: str) -> Iterable[str]:  # noqa: D102
        for place, folders, names in os.walk(self._existing(folder)):
            if Path(place) == self._root:
                with suppress(ValueError):
                    folders.remove(INCOMING)
            for name in names:
                yield (Path(place) / name).relative_to(self._root).as_posix()

    def _existing(self, path: str) -> Path:
        return self._inside(path, self._root / path, whole=True)

    def _inside(self, path: str, file: Path, *, whole: bool) -> Path:
        """Returns `file` after its links were followed, all or those of its folders."""
        real = Path(os.path.realpath(file)) if whole else Path(os.path.realpath(file.parent), file.name)
        if not real.is_relative_to(self._root):
            raise refusal(storage_uri(path), "a link leads out of the storage")
        return real


def _make(folder: Path) -> list[Path]:
    """Makes a folder and those above it; returns the folders in which a new name stands."""
    missing = []
    while not folder.is_dir():
        missing.append(folder)
        folder = folder.parent
    for one in reversed(missing):
        one.mkdir(exist_ok=True)
    return [one.parent for one in missing]


def _write(file: Path, content: bytes | BinaryIO) -> None:
    with file.open("xb") as out:
        if isinstance(content, bytes):
            out.write(content)
        else:
            shutil.copyfileobj(content, out, _CHUNK)
        out.flush()
        os.fsync(out.fileno())


def _sync_folder(folder: Path) -> None:
    if not _FOLDERS_CAN_BE_SYNCED:
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
