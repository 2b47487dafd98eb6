from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from wavetank.pebble.dates.names import Names, names_of
from wavetank.pebble.dates.zones import zone_id
from wavetank.pebble.missing import RefusedError
from wavetank.pebble.values import offset_text

if TYPE_CHECKING:
    from collections.abc import Callable

_PIECE: Final = re.compile(r"'((?:[^']|'')*)'|([A-Za-z])\2*|([^A-Za-z'])", re.DOTALL)
_LONGEST: Final = 200


class Field(NamedTuple):
    """A piece of a Java date pattern: a letter and how often it stands there, or text as it is (`letter` is empty)."""

    letter: str
    width: int
    text: str


@lru_cache(maxsize=512)
def fields_of(pattern: str) -> tuple[Field, ...]:
    """
    Returns the pieces of a Java date pattern such as `yyyy-MM-dd'T'HH:mm`.

    Raises:
        RefusedError: It is none.
    """
    if len(pattern) > _LONGEST:
        raise RefusedError(f"A date pattern has at most {_LONGEST} characters.")
    fields: list[Field] = []
    offset = 0
    while offset < len(pattern):
        piece = _PIECE.match(pattern, offset)
        if piece is None:
            raise RefusedError(f"The date pattern `{pattern}` has a quote that is not closed.")
        fields.append(_field(piece, pattern))
        offset = piece.end()
    return tuple(fields)


def _field(piece: re.Match[str], pattern: str) -> Field:
    if piece[2]:
        if piece[2] not in _FORMATTERS:
            raise RefusedError(f"The date pattern `{pattern}` has the unknown letter `{piece[2]}`.", _REMEDY)
        return Field(piece[2], len(piece[0]), "")
    if piece[3] is not None:
        if piece[3] in "{}#":
            raise RefusedError(f"The date pattern `{pattern}` has the reserved character `{piece[3]}`.", _REMEDY)
        return Field(piece[3], 0, "") if piece[3] in "[]" else Field("", 0, piece[3])
    return Field("", 0, piece[1].replace("''", "'") or "'")


_REMEDY: Final = "Put text in single quotes: `yyyy-MM-dd'T'HH:mm`."


def format_pattern(moment: datetime, pattern: str, locale: str | None) -> str:
    """Returns a date-time as a Java date pattern writes it."""
    names = names_of(locale)
    return "".join(
        field.text if not field.letter else _FORMATTERS[field.letter](moment, field.width, names)
        for field in fields_of(pattern)
    )


def _number(value: int, count: int) -> str:
    return f"{value:0{count}}"


def _year(moment: datetime, count: int, _names: Names) -> str:
    return _year_text(moment.year, count)


def _year_text(year: int, count: int) -> str:
    return f"{year % 100:02}" if count == 2 else _number(year, count)  # noqa: PLR2004 - `yy`


def _month(moment: datetime, count: int, names: Names) -> str:
    return _named(moment.month - 1, count, names.months, names.short_months) or _number(moment.month, count)


def _weekday(moment: datetime, count: int, names: Names) -> str:
    return _named(moment.weekday(), max(count, 3), names.days, names.short_days) or ""


def _local_weekday(moment: datetime, count: int, names: Names) -> str:
    number = moment.isoweekday() % 7 + 1
    return _number(number, count) if count < 3 else _weekday(moment, count, names)  # noqa: PLR2004 - `ee` is a number


def _named(index: int, count: int, full: tuple[str, ...], short: tuple[str, ...]) -> str | None:
    """Three letters mean the short name, four the full one, five its first letter."""
    return {3: short[index], 4: full[index], 5: full[index][0]}.get(count)


def _quarter(moment: datetime, count: int, _names: Names) -> str:
    number = (moment.month + 2) // 3
    ordinal = ("1st", "2nd", "3rd", "4th")[number - 1]
    return {3: f"Q{number}", 4: f"{ordinal} quarter"}.get(count) or _number(number, min(count, 2))


def _fraction(moment: datetime, count: int, _names: Names) -> str:
    return f"{moment.microsecond:06}000"[:count].ljust(count, "0")


def _local_week(moment: datetime) -> tuple[int, int]:
    """Year and week as America counts them: from Sunday on, the first week holds the first of January."""
    sunday = moment.date() - timedelta(days=moment.isoweekday() % 7)
    year = (sunday + timedelta(days=6)).year
    first = datetime(year, 1, 1).date()  # noqa: DTZ001 - only its day counts
    start = first - timedelta(days=first.isoweekday() % 7)
    return year, (sunday - start).days // 7 + 1


def _week_of_month(moment: datetime, count: int, _names: Names) -> str:
    first = moment.replace(day=1).isoweekday() % 7
    return _number((moment.day + first - 1) // 7 + 1, count)


def _offset(moment: datetime, count: int, *, zero: str) -> str:
    text = offset_text(moment)
    if text == "Z":
        return zero or {1: "+00", 2: "+0000", 4: "+0000"}.get(count, "+00:00")
    hours_only = count == 1 and text[4:6] == "00"
    if count in (1, 2, 4):
        return text[:3] if hours_only else text.replace(":", "")
    return text


def _rfc_offset(moment: datetime, count: int, names: Names) -> str:
    if count == 4:  # noqa: PLR2004 - `ZZZZ`
        return _gmt_offset(moment, 4, names)
    return _offset(moment, 3, zero="Z") if count > 4 else _offset(moment, 2, zero="")  # noqa: PLR2004 - `ZZZZZ`


def _gmt_offset(moment: datetime, count: int, _names: Names) -> str:
    text = offset_text(moment)
    if text == "Z":
        return "GMT"
    if count == 4:  # noqa: PLR2004 - `OOOO`
        return f"GMT{text}"
    return f"GMT{text[0]}{int(text[1:3])}{'' if text[3:] == ':00' else text[3:]}"


def _zone_name(moment: datetime, count: int, _names: Names) -> str:
    if zone_id(moment.tzinfo) in ("", "UTC", "Etc/UTC"):
        full = "Coordinated Universal Time" if count > 3 else "UTC"  # noqa: PLR2004 - `zzzz`
        return (full if zone_id(moment.tzinfo) else "Z") if offset_text(moment) == "Z" else offset_text(moment)
    return moment.tzname() or offset_text(moment)


_FORMATTERS: Final[dict[str, Callable[[datetime, int, Names], str]]] = {
    "G": lambda _moment, count, _names: {4: "Anno Domini", 5: "A"}.get(count, "AD"),
    "y": _year,
    "u": _year,
    "Y": lambda moment, count, _names: _year_text(_local_week(moment)[0], count),
    "M": _month,
    "L": _month,
    "d": lambda moment, count, _names: _number(moment.day, count),
    "D": lambda moment, count, _names: _number(moment.timetuple().tm_yday, count),
    "E": _weekday,
    "e": _local_weekday,
    "c": _local_weekday,
    "F": lambda moment, count, _names: _number((moment.day - 1) % 7 + 1, count),
    "Q": _quarter,
    "q": _quarter,
    "w": lambda moment, count, _names: _number(_local_week(moment)[1], count),
    "W": _week_of_month,
    "a": lambda moment, _count, names: names.halves[moment.hour // 12],
    "h": lambda moment, count, _names: _number((moment.hour + 11) % 12 + 1, count),
    "H": lambda moment, count, _names: _number(moment.hour, count),
    "k": lambda moment, count, _names: _number((moment.hour + 23) % 24 + 1, count),
    "K": lambda moment, count, _names: _number(moment.hour % 12, count),
    "m": lambda moment, count, _names: _number(moment.minute, count),
    "s": lambda moment, count, _names: _number(moment.second, count),
    "S": _fraction,
    "n": lambda moment, count, _names: _number(moment.microsecond * 1000, count),
    "A": lambda moment, count, _names: _number(_of_day(moment) // 1000, count),
    "N": lambda moment, count, _names: _number(_of_day(moment) * 1000, count),
    "V": lambda moment, _count, _names: zone_id(moment.tzinfo) or offset_text(moment),
    "z": _zone_name,
    "O": _gmt_offset,
    "X": lambda moment, count, _names: _offset(moment, count, zero="Z"),
    "x": lambda moment, count, _names: _offset(moment, count, zero=""),
    "Z": _rfc_offset,
    "[": lambda _moment, _count, _names: "",
    "]": lambda _moment, _count, _names: "",
}


def _of_day(moment: datetime) -> int:
    """Microseconds since midnight."""
    return ((moment.hour * 60 + moment.minute) * 60 + moment.second) * 1_000_000 + moment.microsecond
