from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from wavetank.pebble.kinds import integer_of
from wavetank.pebble.missing import MissingError
from wavetank.pebble.operators import equal


def is_defined(value: Callable[[], object]) -> bool:
    """Tells whether a value is there and not null; what is undefined is no error here."""
    try:
        return value() is not None
    except MissingError:
        return False


def is_empty(value: object) -> bool:
    """Tells whether a value is null, a blank text, or a list or map without anything in it."""
    if isinstance(value, str):
        return not value.strip()
    return value is None or (isinstance(value, Mapping | list | tuple | set | frozenset) and not value)


def is_null(value: object) -> bool:
    """Tells whether a value is null."""
    return value is None


def is_even(value: object) -> bool:
    """Tells whether an integer can be halved."""
    return integer_of(value, "even", "value") % 2 == 0


def is_odd(value: object) -> bool:
    """Tells whether an integer cannot be halved."""
    return integer_of(value, "odd", "value") % 2 != 0


def is_iterable(value: object) -> bool:
    """Tells whether a value is a list."""
    return isinstance(value, list | tuple | set | frozenset)


def is_map(value: object) -> bool:
    """Tells whether a value is a map."""
    return isinstance(value, Mapping)


def is_equal(value: object, other: object) -> bool:
    """Tells whether two values are equal, as `==`."""
    return equal(value, other)


def is_json(value: object) -> bool:
    """Tells whether a value is text that can be read as JSON."""
    if not isinstance(value, str):
        return False
    try:
        json.loads(value)
    except (ValueError, RecursionError):
        return False
    return True
