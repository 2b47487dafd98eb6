from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wavetank.dialect.codes import Code
from wavetank.dialect.expressions import templates
from wavetank.dialect.template_offsets import template_offsets
from wavetank.dialect.when_of import dependencies_of, when_of
from wavetank.model.trigger import Trigger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from wavetank.dialect.path import Path
    from wavetank.dialect.reading import Reading
    from wavetank.model.diagnostic import Diagnostic
    from wavetank.model.part import Part

_QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_EXPRESSION = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_GONE = (
    (re.compile(r"\|\s*(json)\b(?!\s*\.)"), "The filter `json`", "Write `toJson`."),
    (re.compile(r"(?<![\w.|])(json)\s*\("), "The function `json`", "Write `fromJson(…)`."),
    (
        re.compile(r"(?<![\w.])(currentEachOutput)\s*\("),
        "The function `currentEachOutput`",
        "Inside a Loop, `outputs.task` is what the task left in this round.",
    ),
)


def dialect_rules(reading: Reading) -> Iterator[Diagnostic]:
    """Gives what another version of the language has, and the one that the document is read in has not."""
    if reading.registry.dialect == "kestra2":
        for path, part, written in reading.parts:
            yield from _gone(reading, path, part, written)
        yield from _gone_words(reading)
    else:
        for path, part, written in reading.parts:
            if not part.newer.keys().isdisjoint(written):
                yield from _newer(reading, path, part, written)


def _gone(reading: Reading, path: Path, part: type[Part], written: dict[str, Any]) -> Iterator[Diagnostic]:
    for entry, instead in part.gone.items():
        name, _, value = entry.partition(": ")
        if name not in written or (value and written[name] != value):
            continue
        if name == "type" and not value:
            message = f"Kestra 2 has no {str(written[name]).rpartition('.')[2]}."
        else:
            message = f"`{entry}` does not exist in Kestra 2."
        yield reading.document.source.diagnostic(
            Code.GONE,
            reading.document.span(path / name) if name == "type" or value else reading.document.key_span(path / name),
            message,
            _rewrite(part, name, written, instead),
            path=path / name,
        )


def _rewrite(part: type[Part], name: str, written: dict[str, Any], instead: str) -> str:
    """Returns what to write instead: of conditions the expression that says the same, where one can be made."""
    if issubclass(part, Trigger) and name == "conditions":
        said = dependencies_of(written[name]) or when_of(written[name])
        return f"Write {said}." if said else instead
    return instead


def _gone_words(reading: Reading) -> Iterator[Diagnostic]:
    for path, node, _, _ in templates(reading):
        blanked = _QUOTED.sub(lambda match: " " * len(match[0]), node.value)
        for expression in _EXPRESSION.finditer(blanked):
            for pattern, noun, remedy in _GONE:
                for match in pattern.finditer(blanked, expression.start(), expression.end()):
                    offsets = template_offsets(reading.document.source.text, node)
                    span = offsets[match.start(1)], offsets[match.end(1) - 1] + 1
                    message = f"{noun} does not exist in Kestra 2."
                    yield reading.document.source.diagnostic(Code.GONE, span, message, remedy, path=path)


def _newer(reading: Reading, path: Path, part: type[Part], written: dict[str, Any]) -> Iterator[Diagnostic]:
    for name in part.newer.keys() & written.keys():
        what = str(written[name]).rpartition(".")[2] if name == "type" else f"`{name}`"
        yield reading.document.source.diagnostic(
            Code.NEWER,
            reading.document.span(path / name) if name == "type" else reading.document.key_span(path / name),
            f"{what} is of Kestra 2, and a server of Kestra 1 does not take it.",
            f"{part.newer[name]} For Kestra 2, read the flow with dialect `kestra2`.",
            path=path / name,
        )
