from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from wavetank.errors import InputError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MOST_BYTES = 200 * 1024 * 1024


class Uploads:
    """Files on their way from a page to the inputs of an execution, in a folder of this machine until then."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._files: dict[str, Path] = {}

    def take(self, upload: str, name: str, piece: bytes, *, first: bool) -> int:
        """
        Adds a piece to a file, or begins it; returns how long it is now.

        Raises:
            InputError: It grew too large; what came of it is removed.
        """
        if first or upload not in self._files:
            self._files[upload] = self._place(name)
        path = self._files[upload]
        with path.open("ab") as file:
            file.write(piece)
            size = file.tell()
        if size > MOST_BYTES:
            self._drop(upload)
            limit = MOST_BYTES // 1024**2
            raise InputError(f"The file is larger than {limit} MB.", remedy="Give its path: engine.run(…, Path(…)).")
        return size

    @contextmanager
    def taken(self, files: Mapping[str, str]) -> Iterator[dict[str, Path]]:
        """
        Gives the paths of files by input, and removes the files behind.

        Raises:
            NotFoundError: One did not arrive.
        """
        missing = [name for name, upload in files.items() if upload not in self._files]
        if missing:
            raise NotFoundError(f"The file for `{missing[0]}` did not arrive.", remedy="Choose it again.")
        try:
            yield {name: self._files[upload] for name, upload in files.items()}
        finally:
            for upload in files.values():
                self._drop(upload)

    def close(self) -> None:
        """Removes all files."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _place(self, name: str) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="wavetank-upload-"))
        own = Path(tempfile.mkdtemp(dir=self._folder))
        return own / (Path(name.replace("\\", "/")).name or "file")

    def _drop(self, upload: str) -> None:
        path = self._files.pop(upload, None)
        if path is not None:
            shutil.rmtree(path.parent, ignore_errors=True)
