from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterable


class Files(ABC):
    """
    Files below a root, by paths that were checked before.

    - What the system below raises is passed on; a file that is not there is an `OSError` of Python's own kinds.
    """

    @abstractmethod
    def write(self, path: str, content: bytes | BinaryIO) -> None:
        """Writes a file; it appears under its path when it is whole and durable."""

    @abstractmethod
    def open(self, path: str) -> BinaryIO:
        """Returns a file opened for reading."""

    @abstractmethod
    def exists(self, path: str) -> bool:
        """Returns whether there is a file."""

    @abstractmethod
    def size(self, path: str) -> int:
        """Returns a file's length in bytes."""

    @abstractmethod
    def delete(self, path: str) -> None:
        """Removes a file that exists."""

    @abstractmethod
    def below(self, folder: str) -> Iterable[str]:
        """Returns the paths of all files below a folder, none if there is no such folder."""
