"""
What stands inside parts of types that no plugin here has.

Nothing is known of their properties. But a task inside is a task, a condition a condition, and what else names the type
of a plugin needs that plugin, too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from wavetank.dialect.violation import Violation, violations_of
from wavetank.errors import PluginError
from wavetank.model.condition import AnyCondition, Condition
from wavetank.model.task import AnyTask, Task

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wavetank.dialect.path import Path
    from wavetank.dialect.reading import Reading
    from wavetank.model.part import Part

_PLUGIN = re.compile(r"io\.kestra\.(?:plugin|core)(?:\.[a-z][\w-]*)+(?:\.[A-Z]\w*)(?:\$\w+)?")
_BLOCKS = frozenset({"tasks", "errors", "finally", "then", "else", "defaults", "task"})
# Assets are declared for a server's catalogue; nothing acts on them here.
_UNREAD = frozenset({"assets"})
_TASK: TypeAdapter[Any] = TypeAdapter(AnyTask)
_CONDITION: TypeAdapter[Any] = TypeAdapter(AnyCondition)


def names_a_plugin(name: str) -> bool:
    """Returns whether a text has the shape of a type that a plugin for a Kestra server may have."""
    return _PLUGIN.fullmatch(name) is not None


def inside_unknown(reading: Reading) -> list[Violation]:
    """Returns what is wrong inside parts of unknown types; further parts that are found there are added to `seen`."""
    found: list[Violation] = []
    looked_at = 0
    while looked_at < len(reading.seen):
        part, value = reading.seen[looked_at]
        looked_at += 1
        if not part.judged and id(value) in reading.document.places:
            found += _inside(reading, reading.document.path_of(value), value)
    return found


def _inside(reading: Reading, around: Path, value: dict[str, Any]) -> Iterator[Violation]:
    for path, part in _typed(around, value):
        known = _find(reading, part["type"])
        if _is_task(known, path, part):
            yield from _judged(reading, _TASK, path, part)
        elif known is not None and issubclass(known, Condition):
            yield from _judged(reading, _CONDITION, path, part)
        else:
            # What a default brought along is not in the text.
            written = reading.document.node_at(path) is not None
            if known is None and written and names_a_plugin(part["type"]):
                yield Violation("type_unknown", path, part, {"name": part["type"], "nearest": ()})
            yield from _inside(reading, path, part)


def _typed(around: Path, value: dict[str, Any]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Gives the maps with a type inside a map and their paths, none that is inside another of them."""
    waiting: list[tuple[Path, Any]] = [(around, inner) for around, inner in _entries(around, value)]
    while waiting:
        path, inner = waiting.pop()
        if isinstance(inner, dict) and isinstance(inner.get("type"), str):
            yield path, inner
        else:
            waiting += _entries(path, inner)


def _entries(path: Path, value: Any) -> list[tuple[Path, Any]]:
    """Returns what is in a map or list, the last first."""
    if isinstance(value, dict):
        return [(path / key, inner) for key, inner in reversed(value.items()) if key not in _UNREAD]
    if isinstance(value, list):
        return [(path / index, inner) for index, inner in reversed(list(enumerate(value)))]
    return []


def _find(reading: Reading, name: str) -> type[Part] | None:
    try:
        return reading.registry.find(name)
    except PluginError:
        # Whoever names it where its properties are known is told so.
        return None


def _is_task(known: type[Part] | None, path: Path, part: dict[str, Any]) -> bool:
    if known is not None:
        return issubclass(known, Task)
    return "id" in part and bool(_BLOCKS & set(path[-2:]))


def _judged(reading: Reading, adapter: TypeAdapter[Any], path: Path, part: dict[str, Any]) -> list[Violation]:
    try:
        adapter.validate_python(part, context={"registry": reading.registry, "seen": reading.seen})
    except ValidationError as error:
        return violations_of(error, reading.document, path)
    return []
