from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.pebble.limits import checked_length
from wavetank.pebble.missing import RefusedError
from wavetank.pebble.operators import as_long, is_number
from wavetank.pebble.values import class_name, java_text

if TYPE_CHECKING:
    from collections.abc import Iterable


def combined(pieces: Iterable[object]) -> object:
    """
    Returns the value of a template in typed mode.

    One piece keeps its type. Numbers of one type are added; other texts, numbers and booleans become one text, as on
    newer servers; null is nothing.

    Raises:
        RefusedError: A map, a list or the like stands beside something else.
    """
    value: object = None
    for piece in pieces:
        if piece is None:
            continue
        value = piece if value is None else _added(value, piece)
    return value


def _added(left: object, right: object) -> object:
    if type(left) is type(right) and is_number(left):
        total = left + right  # type: ignore[operator]
        return as_long(total) if isinstance(total, int) else total
    if _joins(left) and _joins(right):
        before, after = java_text(left), java_text(right)
        checked_length(len(before) + len(after))
        return before + after
    raise RefusedError(
        f"Tried to add {class_name(right)} to {class_name(left)}.",
        "Use one `{{ … }}` alone, or make text of it: `{{ … | toJson }}`.",
    )


def _joins(value: object) -> bool:
    return isinstance(value, str | bool) or is_number(value)
