from __future__ import annotations

from contextlib import contextmanager
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, BinaryIO, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

_IN_MEMORY = 1 << 20


@contextmanager
def spool() -> Iterator[BinaryIO]:
    """Gives an empty file for what a task makes: in memory while it is small, gone at the end."""
    with SpooledTemporaryFile(_IN_MEMORY) as file:
        yield cast("BinaryIO", file)
