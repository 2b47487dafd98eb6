from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Sequence


class FileStorage(ABC):
    """
    Internal storage: files under `kestra:///…` URIs (semantics reference, section 12).

    - A URI never leaves the storage: `..`, other schemes and absolute paths of the machine are refused.
    - When `put` returns, the file is whole under its URI; half a file is never seen.
    - All methods block; the engine calls them from worker threads, and any number at a time.
    """

    @abstractmethod
    def put(self, uri: str, content: bytes | BinaryIO) -> str:
        """
        Writes a file, in the place of one that is there.

        Returns:
            The URI.

        Raises:
            StorageError: The URI is refused, or the file cannot be written.
        """

    @abstractmethod
    def read(self, uri: str) -> bytes:
        """
        Returns a file's bytes.

        Raises:
            NotFoundError: There is none.
            StorageError: The URI is refused.
        """

    @abstractmethod
    def open(self, uri: str) -> BinaryIO:
        """Returns a file opened for reading bytes; errors as `read`."""

    @abstractmethod
    def exists(self, uri: str) -> bool:
        """Returns whether there is a file."""

    @abstractmethod
    def size(self, uri: str) -> int:
        """Returns a file's length in bytes; errors as `read`."""

    @abstractmethod
    def delete(self, uri: str) -> bool:
        """Removes a file; returns whether there was one."""

    @abstractmethod
    def list(self, uri: str) -> Sequence[str]:
        """Returns the URIs of all files below a folder, sorted."""
