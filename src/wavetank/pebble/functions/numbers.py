from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.pebble.operators import greater, interval, less

if TYPE_CHECKING:
    from wavetank.pebble.scope import Scope


def maximum(_scope: Scope, *values: object) -> object:
    """Returns the greatest of its arguments."""
    found: object = None
    for value in values:
        if found is None or greater(value, found):
            found = value
    return found


def minimum(_scope: Scope, *values: object) -> object:
    """Returns the least of its arguments."""
    found: object = None
    for value in values:
        if found is None or less(value, found):
            found = value
    return found


def number_range(_scope: Scope, start: object, end: object, step: object = 1) -> list[object]:
    """Returns the numbers, or letters, from one to another, both included."""
    return interval(start, end, 1 if step is None else step)
