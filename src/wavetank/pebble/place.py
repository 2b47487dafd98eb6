from __future__ import annotations

import msgspec

from wavetank.errors import ExpressionError

_SHOWN = 200


class Span(msgspec.Struct, frozen=True):
    """A piece of a template: offsets of its first character and of the one behind its last."""

    start: int
    end: int

    def text(self, template: str) -> str:
        """Returns the piece itself."""
        return template[self.start : self.end]


def position(template: str, offset: int) -> tuple[int, int]:
    """Returns line and column of an offset, both from 1."""
    before = template.count("\n", 0, offset)
    return before + 1, offset - template.rfind("\n", 0, offset)


def shortened(text: str) -> str:
    """Returns a text as messages quote it: cut when it is long."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def fault(template: str, offset: int, cause: str, remedy: str = "") -> ExpressionError:
    """Returns the error for something wrong at `offset` of a template."""
    line, column = position(template, offset)
    return ExpressionError(cause, expression=shortened(template), line=line, column=column, remedy=remedy)
