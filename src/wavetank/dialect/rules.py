"""What the language asks of a document beyond the shape of its parts; each rule gives its diagnostics."""

from __future__ import annotations

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
    from collections.abc import Iterable, Iterator, Sequence

    from wavetank.dialect.reading import Reading
    from wavetank.model.diagnostic import Diagnostic
    from wavetank.model.part import Part

    Placed = Sequence[tuple[Path, type[Part], dict[str, Any]]]

_READ_ONLY = f"{SYSTEM_PREFIX}readOnly"
_KINDS: tuple[tuple[type[Part], Code, str], ...] = (
    (Task, Code.DUPLICATE_TASK, "task"),
    (Trigger, Code.DUPLICATE_TRIGGER, "trigger"),
    (Input, Code.DUPLICATE_INPUT, "input"),
    (Output, Code.DUPLICATE_OUTPUT, "output"),
)


def rules(reading: Reading) -> Iterator[Diagnostic]:
    """Gives what is wrong with the flow as a whole."""
    parts = reading.parts
    yield from _not_yet(reading, parts)
    for kind, code, name in _KINDS:
        yield from _duplicates(reading, _ids(parts, kind), code, name)
    yield from input_rules(reading)
    yield from plugin_default_rules(reading)
    yield from recursion(reading)
    yield from dialect_rules(reading)
    yield from _system_labels(reading)


def _not_yet(reading: Reading, parts: Placed) -> Iterator[Diagnostic]:
    for path, part, written in parts:
        for name in part.not_yet & written.keys():
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


def _ids(parts: Placed, kind: type[Part]) -> Iterator[tuple[str, Path, str]]:
    """Gives the id of each part of a kind: its text, and where the part and its key stand."""
    for path, part, written in parts:
        key = "id" if "id" in written else "name"
        if issubclass(part, kind) and isinstance(written.get(key), str):
            yield written[key], path, key


def _duplicates(reading: Reading, ids: Iterable[tuple[str, Path, str]], code: Code, kind: str) -> Iterator[Diagnostic]:
    places: dict[str, list[tuple[Path, str]]] = {}
    for name, path, key in ids:
        places.setdefault(name, []).append((path, key))
    document = reading.document
    for name, found in places.items():
        if len(found) > 1:
            paths = [path / key for path, key in found]
            lines = [str(document.source.place(document.span(path)[0])[0]) for path in paths]
            yield document.source.diagnostic(
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
