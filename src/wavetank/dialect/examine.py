from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.dialect.codes import Code
from wavetank.dialect.expressions import expression_faults
from wavetank.dialect.phrases import shown
from wavetank.dialect.read_document import read_document
from wavetank.dialect.reading import Reading
from wavetank.dialect.refusal import explain
from wavetank.dialect.rules import rules
from wavetank.dialect.validate import validate

if TYPE_CHECKING:
    from yaml.nodes import Node

    from wavetank.dialect.document import Document
    from wavetank.dialect.source import Source
    from wavetank.model.diagnostic import Diagnostic
    from wavetank.model.registry import TypeRegistry


def examine(source: Source, root: Node, registry: TypeRegistry) -> tuple[Reading, list[Diagnostic]]:
    """Reads one document; returns what came of it, and all that is wrong with it in the order of the text."""
    reading = Reading(read_document(source, root), registry)
    document = reading.document
    found = list(document.problems)
    if isinstance(document.data, dict):
        found += _without_consequences(document, explain(reading, validate(reading)))
        found += rules(reading)
        wrong = {each.path for each in found}
        found += [each for each in expression_faults(reading) if each.path not in wrong]
    elif not found:
        found.append(_no_map(document))
    return reading, in_order(found)


def in_order(diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    """Returns diagnostics sorted by their place."""
    return sorted(diagnostics, key=lambda each: (each.line, each.column, each.code))


def _without_consequences(document: Document, found: list[Diagnostic]) -> list[Diagnostic]:
    """Leaves out what is said of a value that could not even be read."""
    faulty = tuple(str(path) for path in document.faulty)
    return [each for each in found if not any(_within(each.path, path) for path in faulty)]


def _within(path: str, around: str) -> bool:
    return not around or path == around or path.startswith((f"{around}.", f"{around}["))


def _no_map(document: Document) -> Diagnostic:
    node = document.root
    return document.source.diagnostic(
        Code.NOT_A_MAP,
        (node.start_mark.index, node.end_mark.index),
        f"A flow is a map of properties, and this is {shown(document.data)}.",
        "Begin with `id: …`, `namespace: …` and `tasks:` on lines of their own.",
    )
