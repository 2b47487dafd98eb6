from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from wavetank.pebble.arguments import did_you_mean
from wavetank.pebble.attributes import attribute, item
from wavetank.pebble.limits import checked_length
from wavetank.pebble.missing import MissingError, RefusedError
from wavetank.pebble.operators import equal
from wavetank.pebble.values import Entry, java_text

if TYPE_CHECKING:
    from collections.abc import Callable

    Methods = dict[str, Callable[..., object]]


def call_method(owner: object, name: str, *arguments: object) -> object:
    """
    Returns `owner.name(…)` for the harmless methods of Java's texts, lists, maps and dates.

    Raises:
        MissingError: The owner is null.
        RefusedError: There is no such method, or it does not take these arguments.
    """
    if owner is None:
        raise MissingError(name, None)
    for kind, methods in _METHODS:
        if isinstance(owner, kind):
            method = methods.get(name)
            if method is None:
                return _getter(owner, name, arguments, methods)
            try:
                return method(owner, *arguments)
            except (TypeError, AttributeError, ValueError, IndexError) as error:
                raise RefusedError(f"`{name}` does not take these arguments: {error}.") from error
    return _getter(owner, name, arguments, {})


def _getter(owner: object, name: str, arguments: tuple[object, ...], methods: Methods) -> object:
    """`getYear()` and `year()` as the property `year`."""
    short = name[3:4].lower() + name[4:] if name.startswith("get") else name[2:3].lower() + name[3:]
    if not arguments and not isinstance(owner, Mapping):
        for candidate in (name, short):
            try:
                return attribute(owner, candidate)
            except MissingError:
                continue
    raise RefusedError(f"There is no method `{name}` here.", did_you_mean(name, methods, "There are"))


def _repeat(text: str, count: int) -> str:
    checked_length(len(text) * max(count, 0))
    return text * count


def _replace(text: str, old: object, new: object) -> str:
    found, put = java_text(old), java_text(new)
    checked_length(len(text) + (text.count(found) if found else len(text)) * max(len(put) - len(found), 0))
    return text.replace(found, put)


def _substring(text: str, start: int, end: int | None = None) -> str:
    stop = len(text) if end is None else end
    if not 0 <= start <= stop <= len(text):
        raise IndexError(f"{start} to {stop} is not inside the text")
    return text[start:stop]


def _index_of(values: list[object], wanted: object) -> int:
    return next((index for index, value in enumerate(values) if equal(value, wanted)), -1)


_TEXT: Final[Methods] = {
    "length": len,
    "isEmpty": lambda text: not text,
    "isBlank": lambda text: not text.strip(),
    "toUpperCase": lambda text: text.upper(),
    "toLowerCase": lambda text: text.lower(),
    "trim": lambda text: text.strip(),
    "strip": lambda text: text.strip(),
    "stripLeading": lambda text: text.lstrip(),
    "stripTrailing": lambda text: text.rstrip(),
    "contains": lambda text, part: part in text,
    "startsWith": str.startswith,
    "endsWith": str.endswith,
    "equals": lambda text, other: text == other,
    "equalsIgnoreCase": lambda text, other: text.lower() == other.lower(),
    "compareTo": lambda text, other: (text > other) - (text < other),
    "indexOf": lambda text, part, start=0: text.find(part, start),
    "lastIndexOf": lambda text, part: text.rfind(part),
    "charAt": lambda text, index: _substring(text, index, index + 1),
    "substring": _substring,
    "replace": _replace,
    "repeat": _repeat,
    "concat": lambda text, other: text + other,
    "lines": lambda text: text.splitlines(),
    "toString": lambda text: text,
}
_LIST: Final[Methods] = {
    "size": len,
    "isEmpty": lambda values: not values,
    "get": item,
    "getFirst": lambda values: values[0],
    "getLast": lambda values: values[-1],
    "contains": lambda values, wanted: _index_of(list(values), wanted) >= 0,
    "indexOf": _index_of,
    "subList": lambda values, start, end: list(values[start:end]),
    "reversed": lambda values: list(reversed(values)),
    "toString": java_text,
}
_MAP: Final[Methods] = {
    "size": len,
    "isEmpty": lambda entries: not entries,
    "get": lambda entries, key: entries.get(key),
    "getOrDefault": lambda entries, key, default: entries.get(key, default),
    "containsKey": lambda entries, key: key in entries,
    "containsValue": lambda entries, wanted: _index_of(list(entries.values()), wanted) >= 0,
    "keySet": list,
    "values": lambda entries: list(entries.values()),
    "entrySet": lambda entries: [Entry(key, value) for key, value in entries.items()],
    "toString": java_text,
}
_DATE: Final[Methods] = {
    "plusDays": lambda moment, days: moment + timedelta(days=days),
    "minusDays": lambda moment, days: moment - timedelta(days=days),
    "plusWeeks": lambda moment, weeks: moment + timedelta(weeks=weeks),
    "minusWeeks": lambda moment, weeks: moment - timedelta(weeks=weeks),
    "isBefore": lambda moment, other: moment < other,
    "isAfter": lambda moment, other: moment > other,
    "toString": java_text,
}
_DATE_TIME: Final[Methods] = _DATE | {
    "plusHours": lambda moment, hours: moment + timedelta(hours=hours),
    "minusHours": lambda moment, hours: moment - timedelta(hours=hours),
    "plusMinutes": lambda moment, minutes: moment + timedelta(minutes=minutes),
    "minusMinutes": lambda moment, minutes: moment - timedelta(minutes=minutes),
    "plusSeconds": lambda moment, seconds: moment + timedelta(seconds=seconds),
    "minusSeconds": lambda moment, seconds: moment - timedelta(seconds=seconds),
    "toEpochSecond": lambda moment: int(moment.timestamp()),
    "toLocalDate": lambda moment: moment.date(),
    "toLocalTime": lambda moment: moment.time(),
}
_DURATION: Final[Methods] = {
    "toDays": lambda length: length // timedelta(days=1),
    "toHours": lambda length: length // timedelta(hours=1),
    "toMinutes": lambda length: length // timedelta(minutes=1),
    "toSeconds": lambda length: length // timedelta(seconds=1),
    "toMillis": lambda length: length // timedelta(milliseconds=1),
    "toString": java_text,
}
_METHODS: Final[tuple[tuple[type | tuple[type, ...], Methods], ...]] = (
    (str, _TEXT),
    ((list, tuple, set, frozenset), _LIST),
    (Mapping, _MAP),
    (datetime, _DATE_TIME),
    (date, _DATE),
    (timedelta, _DURATION),
)
