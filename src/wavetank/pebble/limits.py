from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wavetank.pebble.missing import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_TEXT: Final = 16_000_000
MOST_ITEMS: Final = 200_000
_LOOKED_AT: Final = 10_000
_WEIGHT_OF_SCALAR: Final = 8


def checked_length(length: int) -> int:
    """
    Returns a length that a template may make a text of.

    Raises:
        RefusedError: It is too long.
    """
    if length > LONGEST_TEXT:
        raise RefusedError(f"The text would be longer than {LONGEST_TEXT:,} characters.", "Build it in a task instead.")
    return length


def checked_count(count: int) -> int:
    """
    Returns a number of items that a template may make a list of.

    Raises:
        RefusedError: There are too many.
    """
    if count > MOST_ITEMS:
        raise RefusedError(f"The list would have more than {MOST_ITEMS:,} items.", "Build it in a task instead.")
    return count


class BuiltList(list[object]):
    """A list that the template wrote; it knows how long its text would be, so that nesting cannot blow it up."""

    __slots__ = ("weight",)

    def __init__(self, items: Iterable[object]) -> None:
        super().__init__(items)
        self.weight = checked_length(_sum(self))


class BuiltMap(dict[object, object]):
    """A map that the template wrote; as `BuiltList`."""

    __slots__ = ("weight",)

    def __init__(self, entries: dict[object, object]) -> None:
        super().__init__(entries)
        self.weight = checked_length(_sum(self) + _sum(self.values()))


def _sum(values: Iterable[object]) -> int:
    return sum(_weight(value) for value in values)


def _weight(value: object) -> int:
    """About how many characters the value prints as; of a value from outside only the beginning is looked at."""
    total = looked_at = 0
    pending = [value]
    while pending and looked_at < _LOOKED_AT:
        current = pending.pop()
        looked_at += 1
        if isinstance(current, BuiltList | BuiltMap):
            total += current.weight
        elif isinstance(current, str):
            total += len(current)
        elif isinstance(current, dict):
            pending.extend(list(current.values())[:_LOOKED_AT])
        elif isinstance(current, list | tuple):
            pending.extend(current[:_LOOKED_AT])
        total += _WEIGHT_OF_SCALAR
    return total
