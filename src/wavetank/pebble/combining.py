from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.pebble.limits import checked_length
from wavetank.pebble.missing import RefusedError
from wavetank.pebble.operators import as_long, is_number
from wavetank.pebble.values import class_name

if TYPE_CHECKING:
    from collections.abc import Iterable


def combined(pieces: Iterable[object]) -> object:
    """
    Returns the value of a template in typed mode.

    One piece keeps its type. Several must be of one type: numbers are added, texts are joined; null is nothing.

    Raises:
        RefusedError: They are of different types, or of one that cannot be added.
    """
    value: object = None
    for piece in pieces:
        if piece is None:
            continue
        value = piece if value is None else _added(value, piece)
    return value


def _added(left: object, right: object) -> object:
    if isinstance(left, str) and isinstance(right, str):
        checked_length(len(left) + len(right))
        return left + right
    if type(left) is type(right) and is_number(left):
        total = left + right  # type: ignore[operator]
        return as_long(total) if isinstance(total, int) else total
    raise RefusedError(
        f"Tried to add {class_name(right)} to {class_name(left)}.",
        "Use one `{{ … }}` alone, or text only.",
    )
