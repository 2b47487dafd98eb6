from __future__ import annotations

import base64
import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Final

from wavetank.durations import format_duration
from wavetank.pebble.limits import checked_length
from wavetank.pebble.missing import RefusedError
from wavetank.pebble.values import Entry, decimal_text, double_text, java_text, offset_text, time_text

if TYPE_CHECKING:
    from collections.abc import Callable

# Numbers that Python and Java write in different ways, or what looks like them inside a text.
_NEEDS_CARE: Final = re.compile(r"\d{7}\.\d|0\.000|\de[-+]?\d|NaN|Infinity")


def json_text(value: object) -> str:
    """
    Returns the compact JSON text of a value as Kestra writes it: dates as ISO text, decimals plain.

    Raises:
        RefusedError: The value holds itself.
    """
    try:
        text = _ENCODER.encode(value)
    except (TypeError, _NeedsCareError):
        return carefully(value)
    except (ValueError, RecursionError) as error:
        raise RefusedError("The value holds itself, or is nested too deeply to be written as JSON.") from error
    return carefully(value) if _NEEDS_CARE.search(text) else text


def carefully(value: object) -> str:
    """Returns the same, piece by piece: the slow way, for numbers and keys that Python's encoder writes otherwise."""
    pieces: list[str] = []
    length = 0
    for piece in _pieces(value, 0):
        pieces.append(piece)
        length = checked_length(length + len(piece))
    return "".join(pieces)


class _NeedsCareError(Exception):
    """The fast encoder has met a value that only the careful one writes as Java does."""


def _simple(value: object) -> object:
    """What the fast encoder writes in place of a value that it does not know."""
    if isinstance(value, Decimal):
        raise _NeedsCareError
    text = _scalar_text(value)
    if text is not None:
        return text
    if isinstance(value, Entry):
        return {java_text(value.key): value.value}
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, set | frozenset):
        return list(value)
    return java_text(value)


_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_simple)


def _scalar_text(value: object) -> str | None:
    for kind, write in _SCALARS:
        if isinstance(value, kind):
            return write(value)
    return None


def datetime_text(moment: datetime) -> str:
    """Returns ISO text with seconds and offset, without the name of a zone."""
    offset = "" if moment.tzinfo is None else offset_text(moment)
    return f"{moment:%Y-%m-%d}T{time_text(moment.time(), seconds=True)}{offset}"


_SCALARS: Final[tuple[tuple[type, Callable[..., str]], ...]] = (
    (datetime, datetime_text),
    (date, date.isoformat),
    (time, lambda value: time_text(value, seconds=True)),
    (timedelta, format_duration),
    (bytes, lambda value: base64.b64encode(value).decode()),
    (Enum, lambda value: value.name),
)
_DEEPEST: Final = 200


def _pieces(value: object, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        raise RefusedError("The value holds itself, or is nested too deeply to be written as JSON.")
    if isinstance(value, Entry):
        value = {value.key: value.value}
    if isinstance(value, Mapping):
        yield from _map_pieces(value, depth)
    elif isinstance(value, list | tuple | set | frozenset):
        yield from _list_pieces(value, depth)
    else:
        yield _scalar(value)


def _map_pieces(value: Mapping[object, object], depth: int) -> Iterator[str]:
    separator = "{"
    for key, each in value.items():
        yield f"{separator}{encode_basestring(java_text(key))}:"
        yield from _pieces(each, depth + 1)
        separator = ","
    yield "{}" if separator == "{" else "}"


def _list_pieces(value: Iterable[object], depth: int) -> Iterator[str]:
    separator = "["
    for each in value:
        yield separator
        yield from _pieces(each, depth + 1)
        separator = ","
    yield "[]" if separator == "[" else "]"


def _scalar(value: object) -> str:
    if value is None or isinstance(value, bool):
        return java_text(value)
    if isinstance(value, int) and not isinstance(value, Enum):
        return str(value)
    if isinstance(value, float):
        return double_text(value) if math.isfinite(value) else f'"{double_text(value)}"'
    if isinstance(value, Decimal):
        return decimal_text(value)
    text = _scalar_text(value)
    return encode_basestring(java_text(value) if text is None else text)
