from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from wavetank.pebble.dates.formats import PATTERNS
from wavetank.pebble.dates.pattern_reading import read_pattern
from wavetank.pebble.dates.zones import zone_of
from wavetank.pebble.missing import RefusedError
from wavetank.pebble.place import shortened
from wavetank.pebble.values import java_text

_ISO: Final = re.compile(
    r"(?P<date>[-+]?\d{4,9}-\d{2}-\d{2})"
    r"(?:T(?P<time>\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)"
    r"(?P<offset>Z|[-+]\d{2}(?::?\d{2}(?::?\d{2})?)?)?(?:\[(?P<zone>[^\]]+)\])?)?",
    re.IGNORECASE,
)
_REMEDY: Final = "Write an ISO date-time, or name its format with `existingFormat`."


def read_moment(value: object, zone: tzinfo, existing_format: str | None = None, locale: str | None = None) -> datetime:
    """
    Returns a date-time with its zone.

    A date-time without a zone is taken in `zone`; a date is noon there, the text of a date midnight; an integer counts
    seconds since 1970; text is ISO, or in `existing_format`.

    Raises:
        RefusedError: The value is no date.
    """
    if isinstance(value, datetime):
        return value if value.tzinfo is not None else value.replace(tzinfo=zone)
    if isinstance(value, date):
        return datetime.combine(value, time(12), zone)
    if isinstance(value, int) and not isinstance(value, bool):
        return _from_epoch(value, zone)
    if not isinstance(value, str):
        raise RefusedError(f"`{shortened(java_text(value))}` is no date.", _REMEDY)
    if existing_format is not None and not existing_format.startswith("iso_"):
        return read_pattern(value, PATTERNS.get(existing_format, existing_format), zone, locale)
    return read_iso(value, zone)


def _from_epoch(seconds: int, zone: tzinfo) -> datetime:
    try:
        return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)).astimezone(zone)
    except (OverflowError, ValueError) as error:
        raise RefusedError(f"`{seconds}` seconds since 1970 are no date.", "Are these milliseconds?") from error


def read_iso(text: str, zone: tzinfo) -> datetime:
    """
    Returns what an ISO text says: `2024-01-31T10:15:30.5+01:00[Europe/Paris]`, or less of it.

    Raises:
        RefusedError: The text is no ISO date.
    """
    found = _ISO.fullmatch(text)
    if found is None:
        raise RefusedError(f"Text `{shortened(text)}` could not be parsed as a date.", _REMEDY)
    try:
        day = date.fromisoformat(found["date"])
        clock = time.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", found["time"])) if found["time"] else time(0)
        offset = zone_of(found["offset"].upper()) if found["offset"] else zone
        moment = datetime.combine(day, clock, offset)
        return moment.astimezone(zone_of(found["zone"])) if found["zone"] and found["offset"] else moment
    except (ValueError, OverflowError) as error:
        raise RefusedError(f"Text `{shortened(text)}` could not be parsed as a date.", _REMEDY) from error
