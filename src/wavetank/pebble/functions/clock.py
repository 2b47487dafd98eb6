from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from wavetank.pebble.arguments import did_you_mean
from wavetank.pebble.dates.names import ENGLISH
from wavetank.pebble.dates.reading import read_moment
from wavetank.pebble.filters.date import shown, zone_named
from wavetank.pebble.kinds import text_of
from wavetank.pebble.missing import RefusedError

if TYPE_CHECKING:
    from wavetank.pebble.scope import Scope

DAYS: Final = tuple(name.upper() for name in ENGLISH.days)
_MONTHS: Final = tuple(name.upper() for name in ENGLISH.months)
_POSITIONS: Final = ("FIRST", "SECOND", "THIRD", "FOURTH", "LAST")
_SATURDAY: Final = 5


def now(
    scope: Scope,
    name: str | None = None,
    zone: str | None = None,
    _existing: str | None = None,
    locale: str | None = None,
) -> str:
    """Returns the present time as text in a format."""
    target = zone_named(scope, zone, "now")
    return shown(scope.renderer.services.now(), target, name, locale, "now")


def day(scope: Scope, value: object, name: str) -> date:
    """
    Returns the day of a date, in its own zone if it has one.

    Raises:
        RefusedError: It is no date.
    """
    return moment(scope, value, name).date()


def moment(scope: Scope, value: object, name: str) -> datetime:
    """
    Returns a date-time in its own zone if it has one.

    Raises:
        RefusedError: It is no date.
    """
    if value is None:
        raise RefusedError(f"The function '{name}' expects an argument 'date'.")
    return read_moment(value, zone_named(scope, None, name))


def is_date_after(_scope: Scope, date: object, reference: object) -> bool:
    """Tells whether a moment is later than another; what has no zone is taken in UTC."""
    return _instant(date, "date", "isDateAfter") > _instant(reference, "reference", "isDateAfter")


def is_date_before(_scope: Scope, date: object, reference: object) -> bool:
    """Tells whether a moment is earlier than another; what has no zone is taken in UTC."""
    return _instant(date, "date", "isDateBefore") < _instant(reference, "reference", "isDateBefore")


def is_date_between(_scope: Scope, date: object, after: object, before: object) -> bool:
    """Tells whether a moment is later than one, and earlier than another; what has no zone is taken in UTC."""
    name = "isDateBetween"
    return _instant(after, "after", name) < _instant(date, "date", name) < _instant(before, "before", name)


def _instant(value: object, argument: str, name: str) -> datetime:
    if value is None:
        raise RefusedError(f"The function '{name}' expects an argument '{argument}'.")
    return read_moment(value, UTC)


def is_weekend(scope: Scope, date: object) -> bool:
    """Tells whether a day is a Saturday or a Sunday."""
    return day(scope, date, "isWeekend").weekday() >= _SATURDAY


def is_public_holiday(
    scope: Scope,
    date: object,
    countryCode: str = "US",  # noqa: N803 - Kestra's name
    subDivision: str | None = None,  # noqa: N803 - Kestra's name
) -> bool:
    """Tells whether a day is a public holiday in a country, or a part of it."""
    when = day(scope, date, "isPublicHoliday")
    country = text_of(countryCode, "isPublicHoliday").upper()
    return when in _holidays(country, subDivision, when.year)


def _holidays(country: str, part: str | None, year: int) -> Any:
    import holidays  # noqa: PLC0415 - 0.1 s that only this function needs

    try:
        return holidays.country_holidays(country, subdiv=part and part.upper(), years=year)
    except NotImplementedError as error:
        cause = f"No holidays are known for the country '{country}'{f' and its part {part!r}' if part else ''}."
        raise RefusedError(cause, "Write codes such as 'FR', or 'DE' with 'BY'.") from error


def is_day_week_in_month(scope: Scope, date: object, dayOfWeek: str, position: str) -> bool:  # noqa: N803
    """Tells whether a day is the first, second, third, fourth or last of such days of the week in its month."""
    when = day(scope, date, "isDayWeekInMonth")
    wanted = _one_of(dayOfWeek, DAYS, "isDayWeekInMonth")
    place = _one_of(position, _POSITIONS, "isDayWeekInMonth")
    if when.weekday() != DAYS.index(wanted):
        return False
    if place == "LAST":
        return when.day + 7 > calendar.monthrange(when.year, when.month)[1]
    return (when.day - 1) // 7 == _POSITIONS.index(place)


def _one_of(value: object, known: tuple[str, ...], name: str) -> str:
    text = text_of(value, name).strip().upper()
    if text not in known:
        raise RefusedError(f"'{name}' does not know '{value}'.", did_you_mean(text, known, "It knows"))
    return text


def is_last_working_day(scope: Scope, date: object, workingDays: object = DAYS[:5]) -> bool:  # noqa: N803
    """Tells whether a day is the last one of its month that is worked on."""
    when = day(scope, date, "isLastWorkingDay")
    named = workingDays.split(",") if isinstance(workingDays, str) else workingDays
    if not isinstance(named, list | tuple) or not named:
        raise RefusedError("'isLastWorkingDay' needs the days of the week as text: 'MONDAY,TUESDAY'.")
    worked = {DAYS.index(_one_of(name, DAYS, "isLastWorkingDay")) for name in named}
    last = when.replace(day=calendar.monthrange(when.year, when.month)[1])
    while last.weekday() not in worked:
        last -= timedelta(days=1)
    return when == last


def day_of_week(scope: Scope, date: object) -> str:
    """Returns the day of the week: `MONDAY`."""
    return DAYS[day(scope, date, "dayOfWeek").weekday()]


def day_of_month(scope: Scope, date: object) -> int:
    """Returns the day of the month, from 1."""
    return day(scope, date, "dayOfMonth").day


def month_of_year(scope: Scope, date: object) -> int:
    """Returns the month, from 1."""
    return day(scope, date, "monthOfYear").month


def hour_of_day(scope: Scope, date: object) -> int:
    """Returns the hour, from 0."""
    return moment(scope, date, "hourOfDay").hour
