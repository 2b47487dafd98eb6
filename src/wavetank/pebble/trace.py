from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import msgspec
from jinja2 import nodes

from wavetank.errors import ExpressionError
from wavetank.pebble.place import Span, position

if TYPE_CHECKING:
    from wavetank.pebble.syntax import Syntax

MASK: Final = "******"
_MOST_STEPS: Final = 10_000
_SHORTEST_SECRET: Final = 1
_OUTSIDE: Final = frozenset({"op variable", "fn secret", "fn kv", "fn read", "fn env", "fn http"})


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


class Recorder:
    """Collects the values of sub-expressions while a template runs."""

    def __init__(self, syntax: Syntax) -> None:
        self.syntax = syntax
        self.values: list[tuple[int, object]] = []

    def probe(self, number: int, value: object) -> object:
        """Takes note of a value and returns it: compiled templates call this around every expression."""
        if len(self.values) < _MOST_STEPS:
            self.values.append((number, value))
        return value

    def steps(self, secrets: set[str]) -> tuple[Step, ...]:
        """Returns what was recorded, one step for each evaluation."""
        names = outside_names(self.syntax)
        evaluated = {number for number, _ in self.values}
        known = [(self.syntax.spans[number], name) for number, name in names.items() if number in evaluated]
        widest = [(span, name) for span, name in known if not any(_wider(other, span) for other, _ in known)]
        return tuple(self._step(number, value, widest, secrets) for number, value in self.values)

    def _step(self, number: int, value: object, known: list[tuple[Span, str]], secrets: set[str]) -> Step:
        span = self.syntax.spans[number]
        line, column = position(self.syntax.template, span.start)
        reads = tuple(dict.fromkeys(name for each, name in known if _touches(span, each)))
        text = span.text(self.syntax.template)
        return Step(text, line, column, masked(value, secrets), type_name(value), reads)


def _wider(other: Span, span: Span) -> bool:
    """Whether `other` reads further along the same path: `outputs.a.b` against `outputs.a`."""
    return other.start == span.start and other.end > span.end


def _touches(span: Span, read: Span) -> bool:
    inside = span.start <= read.start and read.end <= span.end
    return inside or (read.start == span.start and span.end <= read.end)


def outside_names(syntax: Syntax) -> dict[int, str]:
    """Returns the expressions of a template that read something from outside, by the number of their span."""
    found: dict[int, str] = {}
    for node in syntax.tree.find_all((nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Filter)):
        if node.lineno and _is_outside(node):
            found[node.lineno] = syntax.span(node).text(syntax.template)
    return found


def _is_outside(node: nodes.Node | None) -> bool:
    while isinstance(node, nodes.Getattr | nodes.Getitem):
        node = node.node
    if isinstance(node, nodes.Name):
        return not node.name[0].isdigit()
    return isinstance(node, nodes.Filter) and node.name in _OUTSIDE


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
