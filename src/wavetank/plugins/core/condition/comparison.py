from __future__ import annotations

from enum import StrEnum


class Comparison(StrEnum):
    """How two texts are compared."""

    EQUALS = "EQUALS"
    PREFIX = "PREFIX"
    SUFFIX = "SUFFIX"

    def holds(self, text: str, wanted: str) -> bool:
        """Returns whether a text is as wanted; a prefix need not end at a dot."""
        if self is Comparison.PREFIX:
            return text.startswith(wanted)
        return text.endswith(wanted) if self is Comparison.SUFFIX else text == wanted
