from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

from wavetank.storage.files import Files

if TYPE_CHECKING:
    from collections.abc import Iterable


class MemoryFiles(Files):
    """
    Files that live as long as this object.

    Not fsspec's own: that one keeps the files of all engines in one place for ever, shows files before they are
    whole, and gives all who read a file the same position in it.
    """

    def __init__(self) -> None:
        self._contents: dict[str, bytes] = {}

    def write(self, path: str, content: bytes | BinaryIO) -> None:  # noqa: D102
        self._contents[path] = content if isinstance(content, bytes) else content.read()

    def open(self, path: str) -> BinaryIO:  # noqa: D102
        return BytesIO(self._content(path))

    def exists(self, path: str) -> bool:  # noqa: D102
        return path in self._contents

    def size(self, path: str) -> int:  # noqa: D102
        return len(self._content(path))

    def delete(self, path: str) -> None:  # noqa: D102
        self._contents.pop(path, None)

    def below(self, folder: str) -> Iterable[str]:  # noqa: D102
        start = f"{folder}/" if folder else ""
        return [path for path in tuple(self._contents) if path.startswith(start)]

    def _content(self, path: str) -> bytes:
        if path not in self._contents:
            raise FileNotFoundError(path)
        return self._contents[path]
