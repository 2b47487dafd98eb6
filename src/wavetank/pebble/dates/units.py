from __future__ import annotations

import calendar
from datetime import UTC, datetime, timedelta
from typing import Final

from wavetank.pebble.arguments import did_you_mean
from wavetank.pebble.missing import RefusedError

_EXACT: Final = {
    "MICROS": timedelta(microseconds=1),
    "MILLIS": timedelta(milliseconds=1),
    "SECONDS": timedelta(seconds=1),
    "MINUTES": timedelta(minutes=1),
    "HOURS": timedelta(hours=1),
    "HALF_DAYS": timedelta(hours=12),
}
_DAYS: Final = {"DAYS": 1, "WEEKS": 7}
_MONTHS: Final = {"MONTHS": 1, "YEARS": 12, "DECADES": 120, "CENTURIES": 1200, "MILLENNIA": 12000}
UNITS: Final = ("NANOS", *_EXACT, *_DAYS, *_MONTHS)
"""The names of `java.time.temporal.ChronoUnit` that an amount of time can be counted in."""


def added(moment: datetime, amount: int, unit: str) -> datetime:
    """
    Returns the date-time so many units later; hours and less are exact, days and more keep the time of day.

    Raises:
        RefusedError: There is no such unit, or the result is no date.
    """
    try:
        if unit == "NANOS":
            return _exactly(moment, timedelta(microseconds=amount / 1000))
        if unit in _EXACT:
            return _exactly(moment, amount * _EXACT[unit])
        if unit in _DAYS:
            return _settled(moment + timedelta(days=amount * _DAYS[unit]))
        if unit in _MONTHS:
            return _settled(_months_later(moment, amount * _MONTHS[unit]))
    except (OverflowError, ValueError) as error:
        raise RefusedError(f"{amount} {unit} later is no date.") from error
    raise RefusedError(f"There is no unit of time `{unit}`.", did_you_mean(unit, UNITS, "The units are"))


def _exactly(moment: datetime, length: timedelta) -> datetime:
    return (moment.astimezone(UTC) + length).astimezone(moment.tzinfo)


def _settled(moment: datetime) -> datetime:
    """A time of day that a change of the clocks leaves out is the one an hour later."""
    return moment.astimezone(UTC).astimezone(moment.tzinfo)


def _months_later(moment: datetime, months: int) -> datetime:
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return moment.replace(year=year, month=month + 1, day=min(moment.day, last))
