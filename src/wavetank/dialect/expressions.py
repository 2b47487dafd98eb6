from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from yaml.nodes import MappingNode, ScalarNode, SequenceNode

from wavetank.dialect.codes import Code
from wavetank.dialect.path import Path
from wavetank.dialect.phrases import sentence
from wavetank.dialect.template_offsets import template_offsets
from wavetank.model.property import has_expression
from wavetank.pebble import check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yaml.nodes import Node

    from wavetank.dialect.document import Span
    from wavetank.dialect.reading import Reading
    from wavetank.model.diagnostic import Diagnostic
    from wavetank.model.part import Part
    from wavetank.pebble import Problem

    Steps = tuple[str | int, ...]
    _Around = tuple[type[Part], Path]
    Template = tuple[Path, ScalarNode, type[Part], Path]

_BEYOND = re.compile(r".*?[}%#]\}|.*", re.DOTALL)


def templates(reading: Reading) -> list[Template]:
    """Returns each text with an expression that is rendered: its path and node, and the class and path of its part."""
    search = _Search(reading)
    search.look_into((), reading.document.root, reading.document.data, None)
    return search.found


class _Search:
    """Goes through all that stands both in the text and in the data."""

    def __init__(self, reading: Reading) -> None:
        self._document = reading.document
        self._parts = {id(written): (part, path) for path, part, written in reading.parts}
        self.found: list[Template] = []

    def look_into(self, steps: Steps, node: Node, value: Any, around: _Around | None) -> None:
        """Looks into a list or a map; `around` is the part that it belongs to, None where it is not rendered."""
        if isinstance(node, MappingNode) and isinstance(value, dict):
            literal: frozenset[str] = frozenset()
            if (own := self._parts.get(id(value))) is not None:
                around, literal = own if own[0].judged else None, own[0].literal
            for key, inner in self._document.pairs(node):
                name = key.value
                if name in value:
                    self._look_at(steps, name, inner, value, None if name in literal else around)
        elif isinstance(node, SequenceNode) and isinstance(value, list):
            # What a default put in front is not in the text.
            for index, inner in enumerate(node.value, len(value) - len(node.value)):
                self._look_at(steps, index, inner, value, around)

    def _look_at(self, steps: Steps, step: str | int, node: Node, outer: Any, around: _Around | None) -> None:
        if not isinstance(node, ScalarNode):
            self.look_into((*steps, step), node, outer[step], around)
        elif around is not None and has_expression(node.value):
            self.found.append((Path((*steps, step)), node, *around))


def context_templates(reading: Reading) -> Iterator[Template]:
    """Gives each text as `templates` does, but for those that see a row instead of the context of an execution."""
    for path, node, part, around in templates(reading):
        if path[len(around)] not in part.of_rows:
            yield path, node, part, around


def expression_faults(reading: Reading) -> Iterator[Diagnostic]:
    """Gives a diagnostic for each expression that cannot work, at its place in the text."""
    for path, node, _, _ in templates(reading):
        problems = check(node.value)
        if problems:
            offsets = template_offsets(reading.document.source.text, node)
            for problem in problems:
                yield reading.document.source.diagnostic(
                    Code.EXPRESSION,
                    _span(node.value, offsets, problem),
                    sentence(problem.message),
                    problem.remedy,
                    path=path,
                )


def _span(template: str, offsets: list[int], problem: Problem) -> Span:
    index = index_of(template, problem.line, problem.column)
    match = _BEYOND.match(template, index)
    end = match.end() if match is not None else index
    return offsets[index], max(offsets[max(end - 1, index)] + 1, offsets[index] + 1)


def index_of(template: str, line: int, column: int) -> int:
    """Returns the index of a 1-based line and column in a template, at most that of its end."""
    start = 0
    for _ in range(line - 1):
        start = template.find("\n", start) + 1
    return min(start + column - 1, len(template))
