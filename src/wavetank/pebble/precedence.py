from __future__ import annotations

from enum import Enum
from typing import Final, NamedTuple


class Form(Enum):
    """How the right side of an operator is read."""

    VALUE = "value"
    TEST = "test"
    FILTER = "filter"


class Binary(NamedTuple):
    """An operator between two expressions; the greater its strength, the tighter it binds; all lean to the left."""

    strength: int
    form: Form = Form.VALUE


UNARY_STRENGTH: Final = 500
"""`not`, `+` and `-` before an expression bind tighter than everything: `not a == b` is `(not a) == b`."""

UNARY: Final = frozenset({"not", "+", "-"})

BINARY: Final = {
    "or": Binary(10),
    "and": Binary(15),
    "is": Binary(20, Form.TEST),
    "is not": Binary(20, Form.TEST),
    "contains": Binary(20),
    "in": Binary(20),
    "isIn": Binary(20),
    "not in": Binary(20),
    "==": Binary(30),
    "equals": Binary(30),
    "!=": Binary(30),
    "<": Binary(30),
    ">": Binary(30),
    "<=": Binary(30),
    ">=": Binary(30),
    "+": Binary(40),
    "-": Binary(40),
    "*": Binary(60),
    "/": Binary(60),
    "%": Binary(60),
    "|": Binary(100, Form.FILTER),
    "~": Binary(110),
    "..": Binary(120),
    "??": Binary(120),
    "???": Binary(120),
}
"""Pebble's table and Kestra's additions (`??`, `???`, `in`), from the weakest to the strongest."""
