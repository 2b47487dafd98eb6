"""Cuts the lines of a text file into several files."""

from __future__ import annotations

import re
from contextlib import ExitStack
from typing import TYPE_CHECKING, BinaryIO

from wavetank.plugins.core.storage.spool import spool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_SIZE = re.compile(r"\s*(\d+)\s*([KMGT]?)B?\s*", re.IGNORECASE)
_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}


def cut(
    lines: Iterable[str], separator: str, full: Callable[[int, int], bool], put: Callable[[BinaryIO], str]
) -> list[str]:
    """
    Puts lines, each followed by the separator, into files one after the other; returns what `put` gives for each.

    Args:
        lines: Without their ends.
        separator: What ends a line.
        full: Tells from the bytes and the lines in a file whether the next line goes to a new one.
        put: Takes a whole file, opened for reading.
    """
    return [put(file) for file in _files(lines, separator, full)]


def _files(lines: Iterable[str], separator: str, full: Callable[[int, int], bool]) -> Iterator[BinaryIO]:
    rest = iter(lines)
    for first in rest:
        with spool() as file:
            line: str | None = first
            size = rows = 0
            while line is not None:
                size += file.write(f"{line}{separator}".encode())
                rows += 1
                line = None if full(size, rows) else next(rest, None)
            yield _rewound(file)


def dealt(lines: Iterable[str], separator: str, count: int, put: Callable[[BinaryIO], str]) -> list[str]:
    """Deals lines out to a number of files, one each in turn; returns what `put` gives for those that are not empty."""
    with ExitStack() as stack:
        files = [stack.enter_context(spool()) for _ in range(count)]
        for number, line in enumerate(lines):
            files[number % count].write(f"{line}{separator}".encode())
        return [put(_rewound(file)) for file in files if file.tell()]


def gathered(
    lines: Iterable[str], separator: str, pattern: re.Pattern[str], put: Callable[[BinaryIO], str]
) -> list[str]:
    """Puts lines with the same text in the first group of a pattern into one file each; returns what `put` gives."""
    with ExitStack() as stack:
        files: dict[str, BinaryIO] = {}
        for line in lines:
            match = pattern.search(line)
            if match is None:
                continue
            if match[1] not in files:
                files[match[1]] = stack.enter_context(spool())
            files[match[1]].write(f"{line}{separator}".encode())
        return [put(_rewound(file)) for file in files.values()]


def byte_size(written: str) -> int:
    """
    Returns the number of bytes that a size says, as `100`, `10KB` or `2 MB`; units are powers of 1024.

    Raises:
        ValueError: It says none.
    """
    match = _SIZE.fullmatch(written)
    if match is None or not int(match[1]):
        raise ValueError(f"{written!r} is no size; write 100, 10KB or 2MB")
    return int(match[1]) * _UNITS[match[2].upper()]


def _rewound(file: BinaryIO) -> BinaryIO:
    file.seek(0)
    return file
