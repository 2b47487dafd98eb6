from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wavetank.errors import TaskError
from wavetank.model.ion import loads

if TYPE_CHECKING:
    from collections.abc import Mapping


def item_of(line: str, number: int) -> Mapping[str, Any]:
    """
    Returns the fields of one row, a line of Ion or JSON.

    Raises:
        TaskError: It is no row; the message names the line.
    """
    try:
        values: list[Any] = loads(line)
    except ValueError as error:
        raise TaskError(f"Line {number} is neither Ion nor JSON: {error}.") from error
    if len(values) != 1 or not isinstance(values[0], dict):
        raise TaskError(f"Line {number} is not one row with named fields.")
    return values[0]
