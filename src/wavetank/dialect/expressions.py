from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wavetank.dialect.codes import Code
from wavetank.dialect.phrases import sentence
from wavetank.dialect.template_offsets import template_offsets
from wavetank.model.property import has_expression
from wavetank.pebble import check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yaml.nodes import ScalarNode

    from wavetank.dialect.document import Span
    from wavetank.dialect.path import Path
    from wavetank.dialect.reading import Reading
    from wavetank.model.diagnostic import Diagnostic
    from wavetank.model.part import Part
    from wavetank.pebble import Problem

_BEYOND = re.compile(r".*?[}%#]\}|.*", re.DOTALL)


def templates(reading: Reading) -> Iterator[tuple[Path, ScalarNode, type[Part], Path]]:
    """Gives each text with an expression that is rendered: its path and node, and the class and path of its part."""
    for path, node in reading.document.scalars(has_expression):
        around = path
        while around and around not in reading.classes:
            around = around.parent
        part = reading.classes.get(around)
        if part is not None and part.judged and path[len(around)] not in part.literal:
            yield path, node, part, around


def context_templates(reading: Reading) -> Iterator[tuple[Path, ScalarNode, type[Part], Path]]:
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
