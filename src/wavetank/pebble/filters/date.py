from __future__ import annotations

from datetime import timezone, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from jinja2 import pass_context

from wavetank.pebble.dates.formats import format_moment
from wavetank.pebble.dates.reading import read_moment
from wavetank.pebble.dates.units import added
from wavetank.pebble.dates.zones import zone_of
from wavetank.pebble.kinds import integer_of, text_of

if TYPE_CHECKING:
    from datetime import datetime

    from wavetank.pebble.scope import Scope


def zone_named(scope: Scope, name: object, argument_of: str) -> tzinfo:
    """Returns the zone that an argument names, or that of the server."""
    if name is not None:
        return zone_of(text_of(name, argument_of))
    zone = scope.renderer.services.zone
    return ZoneInfo("UTC") if zone is timezone.utc else zone  # noqa: UP017 - the one object


def shown(moment: datetime, zone: tzinfo, name: object, locale: object, argument_of: str) -> str:
    """Returns a date-time in a zone and a format."""
    wanted = "iso" if name is None else text_of(name, argument_of)
    return format_moment(moment.astimezone(zone), wanted, None if locale is None else text_of(locale, argument_of))


@pass_context
def date(
    scope: Scope,
    value: object,
    name: str | None = None,
    zone: str | None = None,
    existing: str | None = None,
    locale: str | None = None,
) -> object:
    """Returns a date as text in a format."""
    if value is None:
        return None
    target = zone_named(scope, zone, "date")
    return shown(read_moment(value, target, existing, locale), target, name, locale, "date")


@pass_context
def date_add(
    scope: Scope,
    value: object,
    amount: int,
    unit: str,
    name: str | None = None,
    zone: str | None = None,
    existing: str | None = None,
    locale: str | None = None,
) -> object:
    """Returns a date some units of time later, as text in a format."""
    if value is None:
        return None
    target = zone_named(scope, zone, "dateAdd")
    moment = read_moment(value, target, existing, locale)
    later = added(moment, integer_of(amount, "dateAdd", "amount"), text_of(unit, "dateAdd"))
    return shown(later, target, name, locale, "dateAdd")


def _epoch_micros(scope: Scope, value: object, zone: str | None, existing: str | None, name: str) -> int:
    moment = read_moment(value, zone_named(scope, zone, name), existing)
    return int(moment.timestamp() // 1) * 1_000_000 + moment.microsecond


@pass_context
def timestamp(scope: Scope, value: object, zone: str | None = None, existing: str | None = None) -> object:
    """Returns the seconds since 1970 as a number."""
    return None if value is None else _epoch_micros(scope, value, zone, existing, "timestamp") // 1_000_000


@pass_context
def timestamp_milli(scope: Scope, value: object, zone: str | None = None, existing: str | None = None) -> object:
    """Returns the milliseconds since 1970 as a number."""
    return None if value is None else _epoch_micros(scope, value, zone, existing, "timestampMilli") // 1000


@pass_context
def timestamp_micro(scope: Scope, value: object, zone: str | None = None, existing: str | None = None) -> object:
    """Returns the microseconds since 1970 as text."""
    return None if value is None else str(_epoch_micros(scope, value, zone, existing, "timestampMicro"))


@pass_context
def timestamp_nano(scope: Scope, value: object, zone: str | None = None, existing: str | None = None) -> object:
    """Returns the nanoseconds since 1970 as text."""
    return None if value is None else f"{_epoch_micros(scope, value, zone, existing, 'timestampNano') * 1000}"
