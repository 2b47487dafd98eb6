from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def deep_merged(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    """Returns a map with the entries of both: maps are merged, lists joined, of other values the second one counts."""
    merged = dict(first)
    for key, value in second.items():
        present = merged.get(key)
        if isinstance(present, dict) and isinstance(value, dict):
            merged[key] = deep_merged(present, value)
        elif isinstance(present, list) and isinstance(value, list):
            merged[key] = [*present, *value]
        else:
            merged[key] = value
    return merged
