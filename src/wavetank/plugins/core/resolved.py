"""How tasks read properties that may be left out, or written in several ways."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeVar

from wavetank.errors import TaskError
from wavetank.pebble.json_text import json_text

if TYPE_CHECKING:
    from wavetank.abc.runnable_task import RunContext
    from wavetank.model.property import Property

T = TypeVar("T")


def resolved(written: Property[T] | None, context: RunContext, default: T) -> T:
    """Returns the value of a property, or the default of one that is left out or blank."""
    return context.resolve_or(written, default)


def listed(written: Any, context: RunContext, name: str) -> list[str]:
    """
    Returns the texts that a list, the JSON text of one, an expression for either or a single text gives.

    Raises:
        TaskError: It gives something else.
    """
    value = context.render(written, typed=True)
    if isinstance(value, str) and value.lstrip().startswith("["):
        try:
            value = json.loads(value)
        except ValueError as error:
            raise TaskError(f"`{name}` must be a list: {error}.") from error
    if isinstance(value, str):
        return [value]
    if not isinstance(value, list | tuple):
        raise TaskError(f"`{name}` must be a list of texts, not {json_text(value)}.")
    return [str(each) for each in value if each is not None]


def mapped(written: Any, context: RunContext, name: str) -> dict[str, Any]:
    """
    Returns the map that a map, the JSON text of one or an expression for either gives, with its values rendered.

    Raises:
        TaskError: It gives something else.
    """
    value = context.render(written, typed=True)
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError as error:
            raise TaskError(f"`{name}` must be a map: {error}.") from error
    if not isinstance(value, dict):
        raise TaskError(f"`{name}` must be a map, not {json_text(value)}.")
    return {str(key): each for key, each in value.items()}
