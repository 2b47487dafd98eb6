from __future__ import annotations

from typing import TYPE_CHECKING, cast

from wavetank.pebble.missing import RefusedError
from wavetank.pebble.operators import is_number
from wavetank.pebble.place import shortened
from wavetank.pebble.values import java_text

if TYPE_CHECKING:
    from decimal import Decimal


def text_of(value: object, name: str) -> str:
    """
    Returns the text that a filter is given.

    Raises:
        RefusedError: It is something else.
    """
    if isinstance(value, str):
        return value
    raise refused(value, name, "text", "Use the filter `string` before.")


def items_of(value: object, name: str) -> list[object]:
    """
    Returns the items of the list that a filter is given.

    Raises:
        RefusedError: It is something else.
    """
    if isinstance(value, list | tuple | set | frozenset):
        return list(value)
    raise refused(value, name, "a list")


def number_of(value: object, name: str) -> int | float | Decimal:
    """
    Returns the number that a filter is given.

    Raises:
        RefusedError: It is something else.
    """
    if is_number(value):
        return cast("int | float | Decimal", value)
    raise refused(value, name, "a number", "Use the filter `number` before.")


def integer_of(value: object, name: str, argument: str) -> int:
    """
    Returns an argument that must be an integer.

    Raises:
        RefusedError: It is something else.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    shown = shortened(java_text(value))
    raise RefusedError(f"The argument '{argument}' of '{name}' must be an integer, not `{shown}`.")


def refused(value: object, name: str, wanted: str, remedy: str = "") -> RefusedError:
    """Returns the error for a filter or function that is given the wrong kind of value."""
    return RefusedError(f"'{name}' needs {wanted}, not `{shortened(java_text(value))}`.", remedy)
