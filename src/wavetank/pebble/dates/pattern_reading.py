from __future__ import annotations

import re
from datetime import datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Final

from wavetank.pebble.dates.names import Names, names_of
from wavetank.pebble.dates.pattern import Field, fields_of
from wavetank.pebble.dates.zones import zone_of
from wavetank.pebble.missing import RefusedError
from wavetank.pebble.place import shortened

_RFC_1123: Final = "[EEE, ]d MMM yyyy HH:mm:ss z"
_NUMERIC: Final = "yuMLdDHhkKmsSnQAN"
_OFFSETS: Final = r"Z|[-+]\d{2}(?::?\d{2}(?::?\d{2})?)?"
_LONGEST_TEXT: Final = 200
_TWO_DIGITS: Final = 2


def read_pattern(text: str, pattern: str, zone: tzinfo, locale: str | None) -> datetime:
    """
    Returns the date-time that a text in a Java date pattern says; what has no zone is taken in `zone`.

    Raises:
        RefusedError: The text is not of this pattern, or there is no such date.
    """
    source = _RFC_1123 if pattern == "rfc_1123_date_time" else pattern
    found = expression_of(source, locale).fullmatch(text) if len(text) <= _LONGEST_TEXT else None
    if found is None:
        raise RefusedError(f"Text `{shortened(text)}` could not be parsed with the format `{pattern}`.")
    parts = {name: value for name, value in found.groupdict().items() if value is not None}
    try:
        return _assembled(parts, names_of(locale), zone)
    except (ValueError, OverflowError, KeyError) as error:
        cause = f"Text `{shortened(text)}` in the format `{pattern}` is no date: {error}."
        raise RefusedError(cause, "It needs at least a year, a month and a day.") from error


@lru_cache(maxsize=256)
def expression_of(pattern: str, locale: str | None) -> re.Pattern[str]:
    """Returns the regular expression of a Java date pattern; its groups are named after the letters."""
    fields = fields_of(pattern)
    names = names_of(locale)
    seen: set[str] = set()
    pieces = []
    for index, field in enumerate(fields):
        following = fields[index + 1] if index + 1 < len(fields) else Field("", 0, "")
        piece = _piece(field, names, adjacent=following.letter in _NUMERIC and following.letter != "")
        group = f"{field.letter}{'text' if _is_named(field) else ''}"
        if not field.letter or field.letter in "[]" or group in seen:
            pieces.append(piece)
        else:
            seen.add(group)
            pieces.append(f"(?P<{group}>{piece})")
    try:
        return re.compile("".join(pieces))
    except re.error as error:
        raise RefusedError(f"The date pattern `{pattern}` has brackets that do not match.") from error


def _is_named(field: Field) -> bool:
    return field.letter in "MLEec" and field.width >= 3  # noqa: PLR2004 - from three letters on a name


def _piece(field: Field, names: Names, *, adjacent: bool) -> str:
    if not field.letter:
        return re.escape(field.text)
    if field.letter in "[]":
        return "(?:" if field.letter == "[" else ")?"
    if field.letter in "ML" and _is_named(field):
        return "|".join(map(re.escape, names.short_months if field.width == 3 else names.months))  # noqa: PLR2004
    if field.letter in "Eec":
        return "|".join(map(re.escape, [*names.days, *names.short_days]))
    if field.letter in _NUMERIC:
        return _digits(field, adjacent=adjacent)
    return _TEXTS.get(field.letter, r"\w+") if field.letter != "a" else "|".join(map(re.escape, names.halves))


def _digits(field: Field, *, adjacent: bool) -> str:
    if field.letter == "S" or adjacent or field.width >= _TWO_DIGITS:
        open_ended = field.letter in "yu" and field.width > _TWO_DIGITS and not adjacent
        return rf"\d{{{field.width},{9 if open_ended else field.width}}}"
    return r"\d{1,9}" if field.letter in "yuAN" else r"\d{1,3}"


_TEXTS: Final = {
    **dict.fromkeys("XxZ", _OFFSETS),
    "z": rf"GMT|UTC|[A-Z][A-Za-z_]+(?:/[A-Za-z_]+)*|{_OFFSETS}",
    "V": rf"[A-Z][A-Za-z_]+(?:/[A-Za-z_+\-0-9]+)*|{_OFFSETS}",
    "O": r"GMT(?:[-+]\d{1,2}(?::\d{2})?)?",
    "G": "AD",
}


def _assembled(parts: dict[str, str], names: Names, zone: tzinfo) -> datetime:
    year_text = parts.get("y") or parts["u"]
    year = int(year_text) + (2000 if len(year_text) == _TWO_DIGITS else 0)
    moment = datetime(year, 1, 1, tzinfo=_zone(parts, zone))
    if "D" in parts:
        moment += timedelta(days=int(parts["D"]) - 1)
    else:
        moment = moment.replace(month=_month(parts, names), day=int(parts["d"]))
    fraction = int(f"{parts['S']:0<6}"[:6]) if "S" in parts else int(parts.get("n", 0)) // 1000
    minute, second = int(parts.get("m", 0)), int(parts.get("s", 0))
    return moment.replace(hour=_hour(parts, names), minute=minute, second=second, microsecond=fraction)


def _month(parts: dict[str, str], names: Names) -> int:
    text = parts.get("Mtext") or parts.get("Ltext")
    if text is None:
        return int(parts.get("M") or parts["L"])
    return (names.months.index(text) if text in names.months else names.short_months.index(text)) + 1


def _hour(parts: dict[str, str], names: Names) -> int:
    if "H" in parts or "k" in parts:
        return int(parts.get("H") or parts["k"]) % (24 if "k" in parts else 100)
    hour = int(parts.get("h") or parts.get("K") or 0) % 12
    return hour + 12 if parts.get("a") == names.halves[1] else hour


def _zone(parts: dict[str, str], zone: tzinfo) -> tzinfo:
    text = next((parts[letter] for letter in "XxZzVO" if letter in parts), None)
    return zone if text is None else zone_of("UTC" if text == "GMT" else text)
