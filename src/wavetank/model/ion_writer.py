from __future__ import annotations

import base64
import json
import math
import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Final

from wavetank.durations import format_duration

if TYPE_CHECKING:
    from collections.abc import Callable

_IDENTIFIER: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_$]*|\$(?!\d)[A-Za-z0-9_$]*")
_KEYWORDS: Final = frozenset({"null", "true", "false", "nan"})
_DEEPEST: Final = 200


def dump_value(value: object, depth: int = 0) -> str:
    """
    Returns one value as Ion text.

    Raises:
        ValueError: Ion cannot say it, or it holds itself.
    """
    if depth > _DEEPEST:
        raise ValueError("the value holds itself, or is nested too deeply")
    if isinstance(value, Mapping):
        fields = (f"{symbol(key)}:{dump_value(each, depth + 1)}" for key, each in value.items())
        return "{" + ",".join(fields) + "}"
    if isinstance(value, list | tuple | set | frozenset):
        return "[" + ",".join(dump_value(each, depth + 1) for each in value) + "]"
    writer = _WRITERS.get(type(value))
    if writer is None:
        writer = next((write for kind, write in _WRITERS.items() if isinstance(value, kind)), None)
    if writer is None:
        raise ValueError(f"a value of the type {type(value).__name__} has no Ion text")
    return writer(value)


def symbol(name: object) -> str:
    """Returns the name of a field: bare if it is an identifier, else in single quotes."""
    text = name if isinstance(name, str) else _key_text(name)
    if _IDENTIFIER.fullmatch(text) and text not in _KEYWORDS:
        return text
    escaped = json.dumps(text, ensure_ascii=False)[1:-1].replace("'", "\\'").replace('\\"', '"')
    return f"'{escaped}'"


def _key_text(name: object) -> str:
    if name is None or isinstance(name, bool):
        return {None: "null", True: "true", False: "false"}[name]
    return name.isoformat() if isinstance(name, date | time) else str(name)


def _float(number: float) -> str:
    if math.isnan(number):
        return "nan"
    if math.isinf(number):
        return "+inf" if number > 0 else "-inf"
    text = repr(number)
    return text if "e" in text else f"{text}e0"


def _decimal(number: Decimal) -> str:
    if not number.is_finite():
        raise ValueError("a decimal that is not finite has no Ion text")
    text = str(number).lower().replace("e+", "d").replace("e", "d")
    return text if "." in text or "d" in text else f"{text}."


def _timestamp(moment: datetime) -> str:
    """Without a zone the offset is `-00:00`: unknown, as Ion says it."""
    if moment.tzinfo is None:
        return f"{moment.isoformat()}-00:00"
    text = moment.isoformat()
    return f"{text[:-6]}Z" if text.endswith("+00:00") else text


def _enum(value: Enum) -> str:
    return json.dumps(value.value if isinstance(value.value, str) else value.name, ensure_ascii=False)


_WRITERS: Final[dict[type, Callable[..., str]]] = {
    str: lambda value: json.dumps(value, ensure_ascii=False),
    type(None): lambda _: "null",
    bool: lambda value: "true" if value else "false",
    int: str,
    float: _float,
    Decimal: _decimal,
    datetime: _timestamp,
    date: date.isoformat,
    time: lambda value: f'LocalTime::"{value.isoformat()}"',
    timedelta: lambda value: f'Duration::"{format_duration(value)}"',
    bytes: lambda value: "{{" + base64.b64encode(value).decode() + "}}",
    Enum: _enum,
}
