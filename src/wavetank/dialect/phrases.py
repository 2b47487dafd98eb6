"""The words for kinds of values: what stands there, and what belongs there."""

from __future__ import annotations

from typing import Any

_LONGEST = 60
_EXPECTED = {
    "string": "a text",
    "int": "a whole number",
    "float": "a number",
    "decimal": "a number",
    "bool": "true or false",
    "list": "a list",
    "tuple": "a list",
    "set": "a list",
    "dict": "a map",
    "mapping": "a map",
    "model": "a map",
    "not": "a map",
    "duration": "a duration",
    "datetime": "a date and time",
    "date": "a date",
    "time": "a time of day",
}


def expected(kind: str) -> str:
    """Returns what pydantic's type of error says that a value should be; empty if it is not about its kind."""
    return _EXPECTED.get(kind.partition("_")[0], "")


def shown(value: Any) -> str:
    """Returns what a value is, in words, with the value itself if it is short."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"the number {value}"
    if isinstance(value, str):
        return f"the text `{shortened(value)}`" if value else "an empty text"
    return "a list" if isinstance(value, list | tuple) else "a map"


def shortened(text: str) -> str:
    """Returns the text on one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def sentence(text: str) -> str:
    """Returns the text with a capital at its beginning and a full stop at its end."""
    text = text.strip()
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '?', '!')) else '.'}"
