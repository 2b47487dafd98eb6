from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, BinaryIO

from pydantic import Field

from wavetank.errors import TaskError
from wavetank.model.part import Part
from wavetank.model.property import Property
from wavetank.plugins.core.resolved import resolved
from wavetank.plugins.core.storage.lines import lines_of
from wavetank.plugins.core.storage.splitting import byte_size, cut, dealt, gathered
from wavetank.plugins.core.storage.stored_name import extension_of, stored_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from wavetank.abc.runnable_task import RunContext

Count = Annotated[int, Field(gt=0)]


class Batch(Part):
    r"""
    How large the pieces of a file are; lines stay whole (language reference, sections 7.1 and 7.8).

    Of `bytes`, `partitions`, `rows` and `regexPattern` the first one that is given counts; a row each if none is.

    Attributes:
        bytes: A piece is full when it is at least so large, as `10KB`.
        partitions: So many pieces; each takes a line in turn.
        rows: So many lines a piece.
        separator: What ends the lines of the pieces; `\n` if left out.
        regex_pattern: Lines for which its first group gives the same text are a piece; lines without a match are left
            out.
    """

    bytes: Property[str] | None = None
    partitions: Property[Count] | None = None
    rows: Property[Count] | None = None
    separator: Property[str] | None = None
    regex_pattern: Property[str] | None = None

    def pieces(self, uri: str, context: RunContext) -> list[str]:
        """Cuts a text file of internal storage; returns the URIs of the pieces. It blocks."""
        extension = extension_of(uri)
        with context.open(uri) as file:
            return self._split(
                lines_of(file), context, lambda part: context.put_file(stored_name(context, extension), part)
            )

    def _split(self, lines: Iterable[str], context: RunContext, put: Callable[[BinaryIO], str]) -> list[str]:
        separator = resolved(self.separator, context, "\n")
        if self.bytes is not None:
            limit = byte_size(str(context.resolve(self.bytes)))
            return cut(lines, separator, lambda size, _: size >= limit, put)
        partitions, rows = context.resolve_or(self.partitions, None), context.resolve_or(self.rows, None)
        if partitions is not None:
            return dealt(lines, separator, partitions, put)
        if rows is None and self.regex_pattern is not None:
            return gathered(lines, separator, _pattern(context.resolve(self.regex_pattern)), put)
        return cut(lines, separator, lambda _, count: count >= (rows or 1), put)


def _pattern(written: str) -> re.Pattern[str]:
    try:
        found = re.compile(written)
    except re.error as error:
        raise TaskError(f"`regexPattern` cannot be read: {error}.") from error
    if not found.groups:
        raise TaskError("`regexPattern` needs a group, as in `level=(\\w+)`: its text tells the pieces apart.")
    return found
