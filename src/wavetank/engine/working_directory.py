from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Self

from wavetank.core.path_matcher import PathMatcher
from wavetank.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Sequence

_CHUNK = 1 << 20


class WorkingDirectory:
    """
    The folder in which a task works: what it is given stands there, what it leaves there is collected.

    It is removed at the end of a `with` block, or when nothing refers to it any more, unless it was there before.

    Args:
        path: A folder that is there already, which several tasks share; None makes a new one.
    """

    def __init__(self, path: str | Path | None = None) -> None:
        self.is_shared = path is not None
        # The real path: a script that asks where it is must see the same one.
        self.path = Path(os.path.realpath(tempfile.mkdtemp(prefix="wavetank-") if path is None else path))
        # What a container or a script has made unremovable stays in the system's folder for what is temporary.
        self._removal = None if self.is_shared else weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)

    def resolve(self, path: str | Path | None = None) -> Path:
        """
        Returns the absolute path of a file of this folder; without one, of the folder itself.

        Raises:
            StorageError: It would be outside.
        """
        if path is None:
            return self.path
        whole = self.path / path
        if ".." in whole.parts or not whole.is_relative_to(self.path):
            raise StorageError(
                f"The path {str(path)!r} leads out of the working directory.",
                remedy="Use a path relative to it, without `..`, as `data/orders.csv`.",
            )
        return whole

    def write(self, path: str | Path, content: str | bytes | BinaryIO) -> Path:
        """Writes a file, with the folders above it, in the place of one that is there; returns its absolute path."""
        file = self.resolve(path)
        if file == self.path:
            raise StorageError("A file of the working directory needs a name.")
        file.parent.mkdir(parents=True, exist_ok=True)
        # Not written through: what stands there may be a link that leads out.
        with suppress(FileNotFoundError):
            file.unlink()
        with file.open("xb") as out:
            if isinstance(content, str | bytes):
                out.write(content.encode() if isinstance(content, str) else content)
            else:
                shutil.copyfileobj(content, out, _CHUNK)
        return file

    def find(self, patterns: Sequence[str]) -> tuple[Path, ...]:
        """
        Returns the absolute paths of all files that fit one of the patterns, sorted.

        Raises:
            StorageError: A pattern cannot be read.
        """
        matcher = PathMatcher(patterns, base=self.path.as_posix())
        return tuple(sorted(file for file in self.files() if matcher.matches(file.as_posix())))

    def files(self) -> tuple[Path, ...]:
        """Returns the absolute paths of all files."""
        found = [Path(place, name) for place, _, names in os.walk(self.path) for name in names]
        return tuple(file for file in found if file.is_file())

    def remove(self) -> None:
        """Removes the folder with all that is in it, unless others share it."""
        if self._removal is not None:
            self._removal()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.remove()

    def __fspath__(self) -> str:
        return str(self.path)

    def __repr__(self) -> str:
        return f"WorkingDirectory({str(self.path)!r})"
