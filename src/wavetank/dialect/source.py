from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING

from wavetank.model.diagnostic import Diagnostic

if TYPE_CHECKING:
    from wavetank.dialect.codes import Code
    from wavetank.dialect.path import Path
    from wavetank.model.diagnostic import Severity

_WORD = re.compile(r"[\w./-]+|\S")


class Source:
    """
    The text of one or more flows, and what stands where in it.

    Offsets are 0-based indices of characters; lines and columns are 1-based. Only a line feed ends a line.
    """

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    def place(self, offset: int) -> tuple[int, int]:
        """Returns line and column of an offset."""
        offset = max(0, min(offset, len(self.text)))
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def line_start(self, offset: int) -> int:
        """Returns where the line of an offset begins."""
        return self.text.rfind("\n", 0, offset) + 1

    def line_end(self, offset: int) -> int:
        """Returns where the text of the line of an offset ends, without blanks at its end."""
        end = self.text.find("\n", offset)
        end = len(self.text) if end < 0 else end
        return max(offset, offset + len(self.text[offset:end].rstrip()))

    def word_end(self, offset: int) -> int:
        """Returns where the word at an offset ends."""
        match = _WORD.match(self.text, offset)
        return match.end() if match else offset

    def diagnostic(
        self,
        code: Code,
        span: tuple[int, int],
        message: str,
        remedy: str = "",
        *,
        path: Path | None = None,
        severity: Severity = "error",
        deprecated: bool = False,
    ) -> Diagnostic:
        """Returns a diagnostic for a piece of text, marked up to the end of its first line."""
        start, end = span
        line, column = self.place(start)
        return Diagnostic(
            code=code.value,
            message=message,
            line=line,
            column=column,
            end_column=column + max(min(end, self.line_end(start)) - start, 0),
            path=str(path) if path is not None else "",
            remedy=remedy,
            severity=severity,
            deprecated=deprecated,
        )
