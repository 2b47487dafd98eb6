"""What the language asks of a document beyond the shape of its parts; each rule gives its diagnostics."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from wavetank.dialect.codes import Code
from wavetank.dialect.dialect_rules import dialect_rules
from wavetank.dialect.input_rules import input_rules
from wavetank.dialect.path import Path
from wavetank.dialect.plugin_default_rules import plugin_default_rules
from wavetank.dialect.recursion import recursion
from wavetank.model.input import Input
from wavetank.model.labels import SYSTEM_PREFIX
from wavetank.model.output import Output
from wavetank.model.task import Task
from wavetank.model.trigger import Trigger

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wavetank.dialect.document import Document
    from wavetank.dialect.reading import Reading
    from wavetank.model.diagnostic import Diagnostic
    from wavetank.model.part import Part

    Placed = Sequence[tuple[Path, type[Part], dict[str, Any]]]
    Kind = tuple[type[Part], Code, str]

_READ_ONLY = f"{SYSTEM_PREFIX}readOnly"
_KINDS: tuple[Kind, ...] = (
    (Task, Code.DUPLICATE_TASK, "task"),
    (Trigger, Code.DUPLICATE_TRIGGER, "trigger"),
    (Input, Code.DUPLICATE_INPUT, "input"),
    (Output, Code.DUPLICATE_OUTPUT, "output"),
)


def rules(reading: Reading) -> Iterator[Diagnostic]:
    """Gives what is wrong with the flow as a whole."""
    parts = reading.parts
    yield from _not_yet(reading, parts)
    yield from _duplicates(reading, parts)
    yield from input_rules(reading)
    yield from plugin_default_rules(reading)
    yield from recursion(reading)
    yield from dialect_rules(reading)
    yield from _system_labels(reading)


def _not_yet(reading: Reading, parts: Placed) -> Iterator[Diagnostic]:
    for path, part, written in parts:
        for name in () if part.not_yet.isdisjoint(written) else part.not_yet & written.keys():
            # What says that the property is not used needs nothing that is not there.
            if written[name]:
                yield reading.document.source.diagnostic(
                    Code.NOT_YET,
                    reading.document.key_span(path / name),
                    f"Wavetank cannot run `{name}` yet.",
                    part.instead.get(
                        name, "Remove it to try the rest of the flow here; a Kestra server may well know it."
                    ),
                    path=path / name,
                )


def _duplicates(reading: Reading, parts: Placed) -> Iterator[Diagnostic]:
    places: dict[tuple[Kind, str], list[tuple[Path, str]]] = {}
    for path, part, written in parts:
        kind = _kind_of(part)
        key = "id" if "id" in written else "name"
        if kind is not None and isinstance(written.get(key), str):
            places.setdefault((kind, written[key]), []).append((path, key))
    for ((_, code, kind_name), name), found in places.items():
        if len(found) > 1:
            yield _duplicate(reading.document, [path / key for path, key in found], code, kind_name, name)


@cache
def _kind_of(part: type[Part]) -> Kind | None:
    return next((kind for kind in _KINDS if issubclass(part, kind[0])), None)


def _duplicate(document: Document, paths: list[Path], code: Code, kind: str, name: str) -> Diagnostic:
    lines = [str(document.source.place(document.span(path)[0])[0]) for path in paths]
    return document.source.diagnostic(
        code,
        document.span(paths[1]),
        f"Duplicate {kind} id `{name}`, on the lines {', '.join(lines)}.",
        f"Give each {kind} of the flow an id of its own{', nested ones too' if kind == 'task' else ''}.",
        path=paths[1],
    )


def _system_labels(reading: Reading) -> Iterator[Diagnostic]:
    document = reading.document
    for path, name in _label_names(document.data.get("labels")):
        if name.startswith(SYSTEM_PREFIX) and name != _READ_ONLY:
            yield document.source.diagnostic(
                Code.SYSTEM_LABEL,
                document.span(path) if path[-1] == "key" else document.key_span(path),
                f"System labels are set by the engine alone; `{name}` cannot be written in a flow.",
                f"Use another prefix; only `{_READ_ONLY}` is allowed.",
                path=path,
            )


def _label_names(labels: Any) -> Iterator[tuple[Path, str]]:
    if isinstance(labels, dict):
        yield from ((Path(("labels", name)), name) for name in labels)
    elif isinstance(labels, list):
        entries = [(index, entry) for index, entry in enumerate(labels) if isinstance(entry, dict)]
        yield from ((Path(("labels", index, "key")), str(entry.get("key"))) for index, entry in entries)
