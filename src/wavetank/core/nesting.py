from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def nest(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Returns a map in which the key `a.b` has become the key `b` of the map `a`; a plain `a` beside it gives way."""
    nested: dict[str, Any] = {}
    for key, value in flat.items():
        *around, last = key.split(".")
        place = nested
        for part in around:
            inner = place.get(part)
            if not isinstance(inner, dict):
                inner = place[part] = {}
            place = inner
        place[last] = value
    return nested
