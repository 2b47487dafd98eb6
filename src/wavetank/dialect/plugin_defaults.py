from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from wavetank.errors import PluginError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wavetank.model.registry import TypeRegistry

PLACES = ("pluginDefaults", "taskDefaults")


def apply_plugin_defaults(data: Any, configured: Sequence[dict[str, Any]], registry: TypeRegistry) -> None:
    """
    Merges plugin defaults into all typed maps of a document, in place (language reference, section 2.4).

    Maps are merged, lists are joined, the default first. What is written wins, unless a default is forced; the flow's
    own defaults come before those that are `configured`, and of several the first wins, forced or not. What a type does
    not have is left out of the defaults that it gets by a prefix or from the configuration.
    """
    if not isinstance(data, dict):
        return
    defaults = [each for each in _written(data) + list(configured) if _is_whole(each)]
    if not defaults:
        return
    # What is inside before what is around it; what a default brings along gets no defaults itself.
    for part in reversed(list(_typed(data))):
        name = registry.canonical(part["type"])
        has = _properties(registry, name)
        fitting = [each for each in defaults if name.startswith(registry.canonical(each["type"]))]
        forced = [each for each in fitting if each.get("forced") is True]
        # Of those that only fill up, the first comes first; of those that overwrite, it comes last.
        filling = [each for each in fitting if each.get("forced") is not True]
        for default in [*filling, *reversed(forced)]:
            values = {key: value for key, value in default["values"].items() if has is None or key in has}
            _merge(part, values, forced=default.get("forced") is True)


def _properties(registry: TypeRegistry, name: str) -> frozenset[str] | None:
    """Returns what a type has; None if it may have anything, because it is unknown here."""
    try:
        part = registry.find(name)
    except PluginError:
        return None
    return frozenset(part.property_names()) if part is not None and not part.takes_anything() else None


def _written(data: dict[str, Any]) -> list[Any]:
    found: list[Any] = []
    for name in PLACES:
        entries = data.get(name)
        found += entries if isinstance(entries, list) else []
    return found


def _is_whole(default: Any) -> bool:
    return (
        isinstance(default, dict) and isinstance(default.get("type"), str) and isinstance(default.get("values"), dict)
    )


def _typed(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    waiting: list[Any] = [value for name, value in data.items() if name not in PLACES]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if isinstance(value.get("type"), str):
                yield value
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


def _merge(into: dict[str, Any], defaults: dict[str, Any], *, forced: bool) -> None:
    for key, value in defaults.items():
        present = into.get(key)
        if value is None:
            continue
        if isinstance(present, dict) and isinstance(value, dict):
            _merge(present, value, forced=forced)
        elif isinstance(present, list) and isinstance(value, list):
            present[:0] = deepcopy(value)
        elif present is None or forced:
            into[key] = deepcopy(value)
