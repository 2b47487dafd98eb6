from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jinja2 import nodes

from wavetank.pebble.place import Span, position
from wavetank.pebble.trace import Step, masked, type_name

if TYPE_CHECKING:
    from wavetank.pebble.syntax import Syntax

_MOST_STEPS: Final = 10_000
_OUTSIDE: Final = frozenset({"op variable", "fn secret", "fn kv", "fn read", "fn env", "fn http"})


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
