from __future__ import annotations

import json
import re
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

from wavetank.durations import parse_duration
from wavetank.errors import ExpressionError
from wavetank.pebble.json_text import json_text
from wavetank.pebble.printing import printed
from wavetank.pebble.renderer import Renderer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_GENERIC: Final = re.compile(r"\s*(?:java\.\w+(?:\.\w+)*\.)?(\w+)\s*(?:<(.*)>)?\s*")
_COLLECTION: Final = re.compile(r"\s*(?:java\.\w+(?:\.\w+)*\.)?(?:List|Set|Collection|Map)\b")
# What a blank text is a value of, or none of at all.
_TEXTS: Final = frozenset({"String", "URI", "Level"})
_LEVELS: Final = ("TRACE", "DEBUG", "INFO", "WARN", "ERROR")


def render(
    template: object, variables: Mapping[str, object], typed: bool = False, as_type: str | None = None
) -> object:
    """
    Returns a template, or a map or list of templates, rendered without an engine.

    Args:
        template: Text, a map, a list, or anything else, which stays as it is.
        variables: The root of the context.
        typed: Keep the type of what a template gives, instead of making text of it.
        as_type: The Java type of a property that the template is given to, as `Duration` or `List<String>`.

    Raises:
        ExpressionError: A template cannot be parsed, or has no value, or not one of this type.
    """
    renderer = Renderer()
    if as_type is not None:
        return render_property(renderer, template, variables, as_type)
    return renderer.render(template, variables, typed=typed)


def render_property(renderer: Renderer, template: object, variables: Mapping[str, object], as_type: str) -> object:
    """
    Returns the value of a property that is declared with a Java type.

    Text is rendered and then converted. Where a map or a list is wanted, each text in it is rendered by itself, also
    where it is written as JSON. Null is null, or an empty list or map; so is a blank text, where a number, a truth
    value, a time or a duration is wanted.

    Raises:
        ExpressionError: It has no value, or not one of this type.
    """
    if template is None:
        return converted(None, as_type)
    if _COLLECTION.match(as_type):
        return converted(renderer.render(_parts(template), variables), as_type)
    text = template if isinstance(template, str) else json_text(template)
    return converted(renderer.text(text, variables), as_type)


def _parts(template: object) -> object:
    try:
        parts = json.loads(template) if isinstance(template, str) else template
    except ValueError:
        return template
    return parts if isinstance(parts, dict | list) else template


def converted(value: object, as_type: str) -> object:
    """
    Returns a value as one of a Java type: `String`, `Integer`, `Duration`, `List<Map<String,Object>>` …

    Raises:
        ExpressionError: It is none.
    """
    found = _GENERIC.fullmatch(as_type)
    if found is None:
        raise ExpressionError(f"`{as_type}` is not a type of a property.")
    name, inner = found[1], found[2] or "Object"
    if name in ("List", "Set", "Collection"):
        items = _read(value, as_type, list)
        return [converted(item, inner) for item in items]  # type: ignore[attr-defined]
    if name == "Map":
        entries = _read(value, as_type, dict)
        of_values = inner.partition(",")[2] or "Object"
        return {key: converted(each, of_values) for key, each in entries.items()}  # type: ignore[attr-defined]
    if name == "Object" or value is None:
        return value
    return _scalar(value, name)


def _read(value: object, as_type: str, kind: type) -> object:
    if value is None or value == "":
        return kind()
    try:
        read = json.loads(value) if isinstance(value, str) else value
    except ValueError as error:
        raise ExpressionError(f"The value is not the JSON text of a `{as_type}`: {error}.") from error
    if not isinstance(read, kind):
        raise ExpressionError(f"The value is not a `{as_type}`.")
    return read


def _scalar(value: object, name: str) -> object:
    reader = _READERS.get(name)
    if reader is None:
        raise ExpressionError(f"`{name}` is not a type of a property.", remedy=f"Types: {', '.join(_READERS)}.")
    text = printed(value)
    if name not in _TEXTS and not text.strip():
        return None
    try:
        return reader(text.strip() if name != "String" else text)
    except (ValueError, InvalidOperation) as error:
        raise ExpressionError(f"`{text}` is not a value of the type `{name}`.") from error


def _boolean(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise ValueError(text)
    return text.lower() == "true"


def _level(text: str) -> str:
    if text not in _LEVELS:
        raise ValueError(text)
    return text


_READERS: Final[dict[str, Callable[[str], object]]] = {
    "String": str,
    "URI": str,
    "Integer": int,
    "Long": int,
    "Short": int,
    "Double": float,
    "Float": float,
    "BigDecimal": Decimal,
    "Boolean": _boolean,
    "Duration": parse_duration,
    "Level": _level,
    "LocalDate": date.fromisoformat,
    "LocalTime": time.fromisoformat,
    "LocalDateTime": datetime.fromisoformat,
    "ZonedDateTime": datetime.fromisoformat,
    "Instant": datetime.fromisoformat,
}
