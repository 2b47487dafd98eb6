from __future__ import annotations

from functools import lru_cache
from typing import Any, Final, NamedTuple

from wavetank.pebble.missing import RefusedError


class Names(NamedTuple):
    """The words of a language for months and days, from January and from Monday on."""

    months: tuple[str, ...]
    short_months: tuple[str, ...]
    days: tuple[str, ...]
    short_days: tuple[str, ...]
    halves: tuple[str, str]


ENGLISH: Final = Names(
    months=(
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    short_months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    days=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    short_days=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    halves=("AM", "PM"),
)  # fmt: skip


def is_english(locale: str | None) -> bool:
    """Tells whether a locale such as `en_GB` is English, which needs no further library."""
    return not locale or locale.replace("-", "_").split("_")[0].lower() == "en"


@lru_cache(maxsize=64)
def names_of(locale: str | None) -> Names:
    """
    Returns the words of a locale such as `fr_FR`; None is American English.

    Raises:
        RefusedError: There is no such locale, or the library that knows it is not installed.
    """
    if is_english(locale):
        return ENGLISH
    found = babel_locale(str(locale))
    months, days, periods = found.months["format"], found.days["format"], _halves(found)
    return Names(
        months=tuple(months["wide"][number] for number in range(1, 13)),
        short_months=tuple(months["abbreviated"][number] for number in range(1, 13)),
        days=tuple(days["wide"][number] for number in range(7)),
        short_days=tuple(days["abbreviated"][number] for number in range(7)),
        halves=(periods.get("am", ENGLISH.halves[0]), periods.get("pm", ENGLISH.halves[1])),
    )


def _halves(found: Any) -> dict[str, str]:
    """Forenoon and afternoon: a language may have the words only in some of the widths."""
    widths = [found.day_periods["format"].get(width, {}) for width in ("abbreviated", "wide")]
    return {name: str(words[name]) for words in widths for name in ("am", "pm") if name in words.keys()}  # noqa: SIM118


def babel_locale(name: str) -> Any:
    """
    Returns Babel's locale.

    Raises:
        RefusedError: There is no such locale, or Babel is not installed.
    """
    try:
        from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - only other languages need it
    except ImportError as error:
        raise RefusedError("Locales other than English need Babel.", "Run: pip install 'wavetank[locale]'") from error
    try:
        return Locale.parse(name.replace("-", "_"))
    except (UnknownLocaleError, ValueError) as error:
        raise RefusedError(f"There is no locale `{name}`.", "Write one such as `fr_FR`.") from error
