from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cmp_to_key
from typing import Final

from wavetank.pebble.kinds import integer_of, items_of, refused
from wavetank.pebble.limits import checked_count, checked_length
from wavetank.pebble.missing import MissingError, RefusedError
from wavetank.pebble.operators import compared, equal, is_number
from wavetank.pebble.tests_of_values import is_empty
from wavetank.pebble.values import Entry, java_text

_COLLECTION: Final = (list, tuple, set, frozenset)


def default(value: Callable[[], object], default: object) -> object:
    """Returns the value, or the default if it is undefined, null, blank or empty."""
    try:
        found = value()
    except MissingError:
        return default
    return default if is_empty(found) else found


def first(value: object) -> object:
    """Returns the first item of a list or the first character of a text; null if it is empty."""
    return _at(value, 0, "first")


def last(value: object) -> object:
    """Returns the last item of a list or the last character of a text; null if it is empty."""
    return _at(value, -1, "last")


def _at(value: object, index: int, name: str) -> object:
    if value is None:
        return None
    items = value if isinstance(value, str) else items_of(value, name)
    return items[index] if items else None


def length(value: object) -> int:
    """Returns the number of items, entries or characters; 0 for null."""
    return len(value) if isinstance(value, (str, Mapping, *_COLLECTION)) else 0


def join(value: object, separator: str | None = None) -> object:
    """Returns the texts of all items with a separator in between."""
    if value is None:
        return None
    texts = [java_text(item) for item in items_of(value, "join")]
    glue = "" if separator is None else java_text(separator)
    checked_length(sum(map(len, texts)) + len(glue) * len(texts))
    return glue.join(texts)


def merge(value: object, items: object) -> object:
    """Returns a map with the entries, or a list with the items, of both."""
    if value is None or items is None:
        if value is None and items is None:
            raise RefusedError("Both sides of 'merge' are null.")
        return items if value is None else value
    if isinstance(value, Mapping):
        return _merged_map(value, items)
    added = [Entry(*pair) for pair in items.items()] if isinstance(items, Mapping) else items_of(items, "merge")
    merged = [*items_of(value, "merge"), *added]
    checked_count(len(merged))
    return merged


def _merged_map(value: Mapping[object, object], items: object) -> object:
    added = items if isinstance(items, Mapping) else {each: each for each in items_of(items, "merge")}
    checked_count(len(value) + len(added))
    return {**value, **added}


def sort(value: object) -> object:
    """Returns the items in ascending order."""
    return None if value is None else sorted(items_of(value, "sort"), key=_order)


def rsort(value: object) -> object:
    """Returns the items in descending order."""
    return None if value is None else sorted(items_of(value, "rsort"), key=_order, reverse=True)


def _compared(left: object, right: object) -> int:
    if isinstance(left, bool) and isinstance(right, bool):
        return left - right
    order = compared(left, right, "sort")
    if order is None:
        raise RefusedError("A list with null in it cannot be sorted.")
    return order


_order: Final = cmp_to_key(_compared)


def reverse(value: object) -> object:
    """Returns the items, or the characters, from the last to the first."""
    if value is None:
        return None
    return value[::-1] if isinstance(value, str) else items_of(value, "reverse")[::-1]


def slice_of(value: object, fromIndex: int = 0, toIndex: int | None = None) -> object:  # noqa: N803 - Pebble's names
    """Returns the part of a list or text from one place up to, and without, another."""
    if value is None:
        return None
    whole = value if isinstance(value, str) else items_of(value, "slice")
    start = 0 if fromIndex is None else integer_of(fromIndex, "slice", "fromIndex")
    end = len(whole) if toIndex is None else integer_of(toIndex, "slice", "toIndex")
    if start < 0 or end > len(whole) or start > end or (toIndex is not None and start == end):
        raise RefusedError(f"'slice' cannot take {start} to {end} of {len(whole)}.")
    return whole[start:end]


def chunk(value: object, size: int) -> object:
    """Returns the items in lists of a size; the last one may be shorter."""
    if value is None:
        return None
    items, width = items_of(value, "chunk"), integer_of(size, "chunk", "size")
    if width < 1:
        raise RefusedError("The argument 'size' of 'chunk' must be at least 1.")
    return [items[start : start + width] for start in range(0, len(items), width)]


def flatten(value: object) -> object:
    """Returns the items, and instead of each list in it the items of that list."""
    if value is None:
        return None
    flat: list[object] = []
    for item in items_of(value, "flatten"):
        flat.extend(item if isinstance(item, _COLLECTION) else [item])
    checked_count(len(flat))
    return flat


def distinct(value: object) -> object:
    """Returns the items without those that have occurred before."""
    if value is None:
        return None
    seen: set[object] = set()
    kept: list[object] = []
    for item in items_of(value, "distinct"):
        if not _is_known(item, seen, kept):
            kept.append(item)
    return kept


def _is_known(item: object, seen: set[object], kept: list[object]) -> bool:
    try:
        mark = (type(item) is bool, item)
        if mark in seen:
            return True
        seen.add(mark)
    except TypeError:
        return any(equal(item, each) for each in kept)
    return False


def keys(value: object) -> object:
    """Returns the keys of a map, or the places of a list."""
    if value is None:
        return None
    if isinstance(value, Mapping):
        return list(value)
    return list(range(len(items_of(value, "keys"))))


def values(value: object) -> object:
    """Returns the values of a map."""
    if value is None:
        return None
    if not isinstance(value, Mapping):
        raise refused(value, "values", "a map")
    return list(value.values())


def absolute(value: object) -> object:
    """Returns a number without its sign."""
    if value is None:
        return None
    if not is_number(value):
        raise refused(value, "abs", "a number")
    return abs(value)  # type: ignore[arg-type]
