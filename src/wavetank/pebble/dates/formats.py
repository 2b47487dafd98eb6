from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from wavetank.pebble.dates.names import babel_locale, is_english
from wavetank.pebble.dates.pattern import format_pattern
from wavetank.pebble.dates.zones import zone_id
from wavetank.pebble.missing import RefusedError
from wavetank.pebble.values import moment_text, offset_text

if TYPE_CHECKING:
    from collections.abc import Callable

PATTERNS: Final = {
    "iso": "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX",
    "iso_sec": "yyyy-MM-dd'T'HH:mm:ssXXX",
    "sql": "yyyy-MM-dd HH:mm:ss.SSSSSS",
    "sql_seq": "yyyy-MM-dd HH:mm:ss",
}
"""The named formats that are patterns."""

_NARROW: Final = "\u202f"
_ENGLISH_STYLES: Final = {
    "full": f"EEEE, MMMM d, yyyy 'at' h:mm:ss{_NARROW}a zzzz",
    "long": f"MMMM d, yyyy 'at' h:mm:ss{_NARROW}a z",
    "medium": f"MMM d, yyyy, h:mm:ss{_NARROW}a",
    "short": f"M/d/yy, h:mm{_NARROW}a",
}
"""The localized styles as Java 21 writes them in American English."""


def format_moment(moment: datetime, name: str, locale: str | None) -> str:
    """
    Returns a date-time in a named format (`iso`, `sql`, `rfc_1123_date_time`, `full` …) or a Java date pattern.

    Raises:
        RefusedError: It is neither.
    """
    pattern = PATTERNS.get(name)
    if pattern is not None:
        return format_pattern(moment, pattern, locale)
    if name in _NAMED:
        return _NAMED[name](moment)
    if name in _ENGLISH_STYLES:
        return _styled(moment, name, locale)
    return format_pattern(moment, name, locale)


def _styled(moment: datetime, style: str, locale: str | None) -> str:
    if is_english(locale):
        return format_pattern(moment, _ENGLISH_STYLES[style], None)
    known = babel_locale(str(locale))
    try:
        from babel.dates import format_datetime  # noqa: PLC0415 - only other languages need it
    except ImportError as error:
        raise RefusedError("Locales other than English need Babel.") from error
    return str(format_datetime(moment, format=style, locale=known))


def _fraction(moment: datetime) -> str:
    return f".{moment.microsecond:06}".rstrip("0") if moment.microsecond else ""


def _time(moment: datetime) -> str:
    return f"{moment:%H:%M:%S}{_fraction(moment)}"


def _local(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}T{_time(moment)}"


def _zoned(moment: datetime) -> str:
    zone = zone_id(moment.tzinfo)
    return f"{_local(moment)}{offset_text(moment)}{f'[{zone}]' if zone else ''}"


def _rfc_1123(moment: datetime) -> str:
    offset = offset_text(moment)
    shown = "GMT" if offset == "Z" else offset.replace(":", "")
    return format_pattern(moment, "EEE, d MMM yyyy HH:mm:ss ", None) + shown


def _week_date(moment: datetime) -> str:
    year, week, day = moment.isocalendar()
    return f"{year:04}-W{week:02}-{day}{offset_text(moment)}"


_NAMED: Final[dict[str, Callable[[datetime], str]]] = {
    "iso_date_time": _zoned,
    "iso_zoned_date_time": _zoned,
    "iso_date": lambda moment: f"{moment:%Y-%m-%d}{offset_text(moment)}",
    "iso_time": lambda moment: f"{_time(moment)}{offset_text(moment)}",
    "iso_offset_time": lambda moment: f"{_time(moment)}{offset_text(moment)}",
    "iso_local_date": lambda moment: f"{moment:%Y-%m-%d}",
    "iso_local_time": _time,
    "iso_local_date_time": _local,
    "iso_instant": lambda moment: moment_text(moment.astimezone(UTC)),
    "iso_ordinal_date": lambda moment: f"{moment.year:04}-{moment.timetuple().tm_yday:03}{offset_text(moment)}",
    "iso_week_date": _week_date,
    "rfc_1123_date_time": _rfc_1123,
}
FORMAT_NAMES: Final = (*PATTERNS, *_NAMED, *_ENGLISH_STYLES)
"""All names that stand for a format."""
