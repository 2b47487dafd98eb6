from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from wavetank.pebble.missing import RefusedError
from wavetank.pebble.place import shortened
from wavetank.pebble.values import Entry, java_text

if TYPE_CHECKING:
    from wavetank.pebble.scope import Scope


class Loop:
    """The variable `loop`: which round of how many this is; the first one is round 0."""

    __slots__ = ("index", "length")
    NAMES: Final = ("index", "length", "first", "last", "revindex")

    def __init__(self, index: int, length: int) -> None:
        self.index = index
        self.length = length

    @property
    def first(self) -> bool:
        """Whether this is the first round."""
        return self.index == 0

    @property
    def last(self) -> bool:
        """Whether this is the last round."""
        return self.index == self.length - 1

    @property
    def revindex(self) -> int:
        """How many rounds are left."""
        return self.length - self.index - 1


def each(scope: Scope, values: object) -> Iterator[tuple[object, Loop]]:
    """Yields each item of a list, or each entry of a map, with its `loop`; nothing for null."""
    scope.was_null = values is None
    items = _items(values)
    length = len(items)
    scope.push()
    try:
        for index, value in enumerate(items):
            scope.budget.spend_round()
            yield value, Loop(index, length)
    finally:
        scope.pop()


def _items(values: object) -> list[object]:
    if values is None:
        return []
    if isinstance(values, Mapping):
        return [Entry(key, value) for key, value in values.items()]
    if isinstance(values, list | tuple | set | frozenset):
        return list(values)
    raise RefusedError(f"`{shortened(java_text(values))}` cannot be looped over: it is neither a list nor a map.")
