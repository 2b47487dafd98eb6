"""In which span of time several conditions must all become true (language reference, section 8.5)."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from wavetank.model.time_window import TimeWindow, WindowType
from wavetank.model.window import Window

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import tzinfo

Span = tuple[datetime, datetime]

_MILLISECOND = timedelta(milliseconds=1)
_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_BY_HOURS = frozenset({WindowType.DAILY_TIME_DEADLINE, WindowType.DAILY_TIME_WINDOW})


def span_at(written: TimeWindow, now: datetime, zone: tzinfo) -> Span:
    """
    Returns the beginning and the end, in UTC, of the window that an event at this moment opens.

    Args:
        written: The time window as the flow writes it.
        now: The moment, aware.
        zone: In whose wall-clock time days and times are counted.
    """
    local = now.astimezone(zone)
    if written.type is WindowType.DURATION_WINDOW:
        return _duration_span(written, local)
    if written.type is WindowType.SLIDING_WINDOW:
        return now.astimezone(UTC), now.astimezone(UTC) + written.length
    if written.type is WindowType.DAILY_TIME_DEADLINE:
        return _at(local, time()), _at(local, written.deadline)
    return _at(local, written.start_time), _at(local, written.end_time)


def _at(day: datetime, moment: time | None) -> datetime:
    return datetime.combine(day.date(), moment or time(), day.tzinfo).astimezone(UTC)


def _duration_span(written: TimeWindow, now: datetime) -> Span:
    """The beginning is rounded down as a Kestra server does it: to the unit that the length has."""
    length, start = written.length, now
    if length >= _DAY:
        start = start.replace(hour=0)
    if length >= _HOUR:
        start = start.replace(minute=0, second=0, microsecond=0)
    elif length >= _MINUTE:
        step = length // _MINUTE
        start = start.replace(minute=start.minute // step * step, second=0, microsecond=0)
    # Lengths are absolute: a day of 23 hours makes no shorter window.
    begin = start.astimezone(UTC) + (written.window_advance or timedelta())
    return begin, begin + length - _MILLISECOND


def is_valid(window: Window, now: datetime) -> bool:
    """Returns whether a window counts at a moment."""
    return window.start <= now < window.end


def is_open(window: Window, written: TimeWindow, now: datetime, zone: tzinfo) -> bool:
    """Returns whether a window is valid, or stands where its advance puts the window of this moment."""
    if is_valid(window, now):
        return True
    return bool(written.window_advance) and (window.start, window.end) == span_at(written, now, zone)


def fulfil(
    key: tuple[str, str, str],
    stored: Window | None,
    written: TimeWindow,
    fulfilled: Iterable[str],
    now: datetime,
    zone: tzinfo,
    outputs: Mapping[str, Any] | None = None,
) -> Window | None:
    """
    Returns a window with the conditions that an event made true, and its outputs; None if it is outside of the hours.

    A stored window that is still valid goes on; otherwise a new one opens.
    """
    if stored is not None and is_valid(stored, now):
        return replace(
            stored, fulfilled=stored.fulfilled | frozenset(fulfilled), outputs={**stored.outputs, **(outputs or {})}
        )
    start, end = span_at(written, now, zone)
    if written.type in _BY_HOURS and not start <= now < end:
        return None
    namespace, flow_id, name = key
    return Window(
        namespace=namespace,
        flow_id=flow_id,
        id=name,
        start=start,
        end=end,
        fulfilled=frozenset(fulfilled),
        outputs=dict(outputs or {}),
    )
