from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """The severities of log entries, weakest first."""

    TRACE = "TRACE"
    DEBUG = "DEBUG"
    INFO = "INFO"
    WARN = "WARN"
    ERROR = "ERROR"

    @property
    def rank(self) -> int:
        """Its place in the order, 0 for TRACE."""
        return _RANKS[self]


_RANKS = {level: rank for rank, level in enumerate(Level)}
