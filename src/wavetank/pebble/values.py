from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Final

from wavetank.durations import format_duration

if TYPE_CHECKING:
    from collections.abc import Callable

_PLAIN_FROM: Final = 1e-3
_PLAIN_TO: Final = 1e7


class Entry:
    """A key of a map and its value: what a loop over a map goes through."""

    __slots__ = ("key", "value")

    def __init__(self, key: object, value: object) -> None:
        self.key = key
        self.value = value


def java_text(value: object) -> str:
    """Returns what Java's `toString` makes of a value: `true`, `1.5`, `2024-01-31`, `[1, 2]`, `{a=1}`."""
    writer = _WRITERS.get(type(value))
    if writer is not None:
        return writer(value)
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{java_text(key)}={java_text(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple | set | frozenset):
        return "[" + ", ".join(map(java_text, value)) + "]"
    for kind, write in _WRITERS.items():
        if isinstance(value, kind):
            return write(value)
    return str(value)


def double_text(number: float) -> str:
    """Returns the text of a Java double: `1.5`, `1.0E10`, `NaN`, `Infinity`."""
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if number == 0 or _PLAIN_FROM <= abs(number) < _PLAIN_TO:
        return repr(float(number))
    sign, digits, exponent = Decimal(repr(float(number))).as_tuple()
    kept = "".join(map(str, digits)).rstrip("0") or "0"
    power = int(exponent) + len(digits) - 1
    return f"{'-' if sign else ''}{kept[0]}.{kept[1:] or '0'}E{power}"


def decimal_text(number: Decimal) -> str:
    """Returns a decimal without an exponent."""
    return format(number, "f") if number.is_finite() else double_text(float(number))


def moment_text(moment: datetime) -> str:
    """Returns the text of an instant, a zoned or a local date-time; only an instant (UTC) always shows its seconds."""
    if moment.tzinfo is None:
        return f"{moment:%Y-%m-%d}T{time_text(moment.time())}"
    if moment.utcoffset() == timedelta(0) and zone_name(moment) in ("", "UTC", "Z"):
        return f"{moment:%Y-%m-%d}T{time_text(moment.time(), seconds=True)}Z"
    zone = zone_name(moment)
    shown = f"[{zone}]" if zone else ""
    return f"{moment:%Y-%m-%d}T{time_text(moment.time())}{offset_text(moment)}{shown}"


def zone_name(moment: datetime) -> str:
    """Returns the name of a region such as `Europe/Paris`; empty for a fixed offset."""
    if moment.tzinfo is UTC:
        return "UTC"
    return str(getattr(moment.tzinfo, "key", ""))


def offset_text(moment: datetime) -> str:
    """Returns the offset from UTC: `Z`, `+02:00`."""
    seconds = int((moment.utcoffset() or timedelta(0)).total_seconds())
    if not seconds:
        return "Z"
    minutes, rest = divmod(abs(seconds), 60)
    shown = f"{'-' if seconds < 0 else '+'}{minutes // 60:02}:{minutes % 60:02}"
    return f"{shown}:{rest:02}" if rest else shown


def time_text(moment: time, *, seconds: bool = False) -> str:
    """Returns a time of day: without zero seconds unless asked for, with three or six digits of a fraction."""
    text = f"{moment.hour:02}:{moment.minute:02}"
    if not (seconds or moment.second or moment.microsecond):
        return text
    text += f":{moment.second:02}"
    if not moment.microsecond:
        return text
    if moment.microsecond % 1000:
        return f"{text}.{moment.microsecond:06}"
    return f"{text}.{moment.microsecond // 1000:03}"


def class_name(value: object) -> str:
    """Returns the name of the Java class that holds such a value."""
    if isinstance(value, bool):
        return "java.lang.Boolean"
    if isinstance(value, int):
        return "java.lang.Long" if abs(value) < 2**63 else "java.math.BigInteger"
    if isinstance(value, datetime):
        return "java.time.LocalDateTime" if value.tzinfo is None else "java.time.ZonedDateTime"
    for kind, name in _CLASSES.items():
        if isinstance(value, kind):
            return name
    return "java.lang.Object"


_WRITERS: Final[dict[type, Callable[..., str]]] = {
    str: str,
    bool: lambda value: "true" if value else "false",
    int: str,
    float: double_text,
    type(None): lambda _: "null",
    Decimal: decimal_text,
    datetime: moment_text,
    date: date.isoformat,
    time: time_text,
    timedelta: format_duration,
    bytes: lambda value: value.decode(errors="replace"),
    Entry: lambda entry: f"{java_text(entry.key)}={java_text(entry.value)}",
}
_CLASSES: Final[dict[type, str]] = {
    str: "java.lang.String",
    float: "java.lang.Double",
    Decimal: "java.math.BigDecimal",
    date: "java.time.LocalDate",
    time: "java.time.LocalTime",
    timedelta: "java.time.Duration",
    dict: "java.util.LinkedHashMap",
    list: "java.util.ArrayList",
    tuple: "java.util.ArrayList",
    set: "java.util.LinkedHashSet",
    bytes: "[B",
}
