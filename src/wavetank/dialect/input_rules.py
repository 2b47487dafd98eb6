"""What the language asks of the inputs of a flow among each other; each rule gives its diagnostics."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from wavetank.dialect.codes import Code
from wavetank.dialect.nearest import did_you_mean, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wavetank.dialect.path import Path
    from wavetank.dialect.reading import Reading
    from wavetank.model.diagnostic import Diagnostic
    from wavetank.model.part import Part

    Named = dict[str, Path]
    Needs = dict[str, list[tuple[Path, str]]]


def input_rules(reading: Reading) -> Iterator[Diagnostic]:
    """Gives what is wrong between the inputs of the flow, or between those that a Pause asks for."""
    for path, entries in _lists(reading):
        named = _named(path, entries)
        yield from _conflicts(reading, named)
        if not any(isinstance(entry, dict) and "dependsOn" in entry for entry in entries):
            continue
        needs = {name: _depends_on(reading, path) for name, path in named.items()}
        yield from _missing(reading, needs)
        yield from _circles(reading, needs)


def _lists(reading: Reading) -> Iterator[tuple[Path, list[Any]]]:
    for path, part, written in reading.parts:
        for name in ("inputs", "onResume"):
            # Of a task or trigger `inputs` are values by name; only a list declares some.
            if isinstance(written.get(name), list) and _declares(part, name):
                yield path / name, written[name]


@cache
def _declares(part: type[Part], name: str) -> bool:
    return name in part.property_names()


def _named(path: Path, entries: list[Any]) -> Named:
    named: Named = {}
    for index, entry in enumerate(entries):
        key = "id" if isinstance(entry, dict) and "id" in entry else "name"
        if isinstance(entry, dict) and isinstance(entry.get(key), str):
            named.setdefault(entry[key], path / index / key)
    return named


def _conflicts(reading: Reading, named: Named) -> Iterator[Diagnostic]:
    for name, path in named.items():
        parents = [name[:index] for index, character in enumerate(name) if character == "."] if "." in name else []
        for parent in named.keys() & parents:
            yield reading.document.source.diagnostic(
                Code.INPUT_CONFLICT,
                reading.document.span(path),
                f"The input `{name}` lies inside `{parent}`, which is an input itself.",
                "Rename one of them.",
                path=path,
            )


def _depends_on(reading: Reading, path: Path) -> list[tuple[Path, str]]:
    place = path.parent / "dependsOn" / "inputs"
    names = reading.document.value_at(place)
    return [(place / index, str(name)) for index, name in enumerate(names if isinstance(names, list) else ())]


def _missing(reading: Reading, needs: Needs) -> Iterator[Diagnostic]:
    for name, others in needs.items():
        for place, other in others:
            if other not in needs:
                offered = nearest(other, needs.keys() - {name})
                yield reading.document.source.diagnostic(
                    Code.INPUT_DEPENDENCY,
                    reading.document.span(place),
                    f"Input with id `{name}` depends on a non-existent input `{other}`.",
                    did_you_mean(offered) or "Name an input of this list, or remove it.",
                    path=place,
                )


def _circles(reading: Reading, needs: Needs) -> Iterator[Diagnostic]:
    """Gives a diagnostic for each circle, at the dependency of its first input that leads into it."""
    edges = {name: {other: place for place, other in others} for name, others in needs.items()}
    reported: set[str] = set()
    for name in needs:
        circle = [] if name in reported else _circle(edges, name)
        if circle:
            reported |= set(circle)
            place = edges[name][circle[1] if len(circle) > 1 else name]
            yield reading.document.source.diagnostic(
                Code.INPUT_DEPENDENCY,
                reading.document.span(place),
                f"Cycle dependency detected for input with id `{name}`: [{', '.join(circle)}].",
                "Remove one of these dependencies.",
                path=place,
            )


def _circle(edges: dict[str, dict[str, Path]], start: str) -> list[str]:
    """Returns the inputs on a way from one back to itself, that one first; empty if there is no such way."""
    waiting, seen = [[start]], set()
    while waiting:
        way = waiting.pop()
        for name in edges.get(way[-1], ()):
            if name == start:
                return way
            if name not in seen:
                seen.add(name)
                waiting.append([*way, name])
    return []
