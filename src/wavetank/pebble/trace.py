from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

import msgspec

from wavetank.errors import ExpressionError

MASK: Final = "******"
_SHORTEST_SECRET: Final = 1


class Step(msgspec.Struct, frozen=True):
    """
    One sub-expression and what it came to.

    Args:
        text: The sub-expression as it is written.
        line: 1-based line in the template.
        column: 1-based column in the template.
        value: Its value; secrets are masked.
        type: `null`, `boolean`, `integer`, `number`, `string`, `list`, `map`, `datetime`, `date`, `time`, `duration`.
        reads: What it read from outside: `outputs.load.uri`, `inputs.day`, `secret('TOKEN')`.
    """

    text: str
    line: int
    column: int
    value: object
    type: str
    reads: tuple[str, ...]


class Trace(msgspec.Struct, frozen=True):
    """
    How a template came to its value.

    Args:
        template: The template.
        value: Its text; None if it has no value.
        steps: Its sub-expressions in the order in which they were worked out, the innermost first.
        error: Why it has no value; the steps up to it are there.
    """

    template: str
    value: object
    steps: tuple[Step, ...] = ()
    error: ExpressionError | None = None

    @property
    def reads(self) -> tuple[str, ...]:
        """All that the template read from outside."""
        return tuple(dict.fromkeys(name for step in self.steps for name in step.reads))


def masked(value: object, secrets: set[str]) -> object:
    """Returns a value with every secret in its texts replaced."""
    if not secrets:
        return value
    if isinstance(value, str):
        for secret in sorted(secrets, key=len, reverse=True):
            if len(secret) >= _SHORTEST_SECRET:
                value = value.replace(secret, MASK)
        return value
    if isinstance(value, Mapping):
        return {masked(key, secrets): masked(each, secrets) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [masked(each, secrets) for each in value]
    return value


def type_name(value: object) -> str:
    """Returns the name of a value's type as users of the language know it."""
    if value is None:
        return "null"
    for kinds, name in _TYPES:
        if isinstance(value, kinds):
            return name
    return "object"


_TYPES: Final[tuple[tuple[type | tuple[type, ...], str], ...]] = (
    (bool, "boolean"),
    (int, "integer"),
    ((float, Decimal), "number"),
    (str, "string"),
    ((list, tuple, set, frozenset), "list"),
    (Mapping, "map"),
    (datetime, "datetime"),
    (date, "date"),
    (time, "time"),
    (timedelta, "duration"),
)
