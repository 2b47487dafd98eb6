from __future__ import annotations

from enum import Enum, auto
from typing import NamedTuple


class TokenKind(Enum):
    """What a token is."""

    TEXT = auto()
    PRINT_START = auto()
    PRINT_END = auto()
    TAG_START = auto()
    TAG_END = auto()
    NAME = auto()
    OPERATOR = auto()
    PUNCTUATION = auto()
    INTEGER = auto()
    DECIMAL = auto()
    STRING = auto()
    INTERPOLATION_START = auto()
    INTERPOLATION_END = auto()
    END = auto()


class Token(NamedTuple):
    """One token: its kind, its text (a string without its quotes), and where it stands in the template."""

    kind: TokenKind
    value: str
    start: int
    end: int
