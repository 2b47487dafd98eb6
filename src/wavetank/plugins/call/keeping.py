from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, Protocol

if TYPE_CHECKING:
    from wavetank.abc.file_storage import FileStorage
    from wavetank.model.level import Level


class Keeping(Protocol):
    """Where files that outputs name are put: the part of a RunContext that is needed for it."""

    @property
    def storage(self) -> FileStorage:
        """Internal storage."""

    def put_file(self, name: str, content: bytes | BinaryIO) -> str:
        """Keeps a file; returns its URI."""

    def log(self, level: Level, message: str) -> None:
        """Says something about it."""
