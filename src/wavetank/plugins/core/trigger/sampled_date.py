from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wavetank.abc.event_source import SourceContext
    from wavetank.abc.timetable import Timetable

_SHAPE = 'a schedule takes {"date": "2025-01-31T12:00:00Z"}, or nothing for its next date'


def sampled_date(sample: Any, timetable: Timetable, context: SourceContext) -> datetime:
    """
    Returns the date of a made-up event: the one that the sample says, or the next one.

    Raises:
        ValueError: The sample says no date, or there is no further one; the message shows the shape.
    """
    if sample not in (None, {}, ""):
        return _read(sample.get("date") if isinstance(sample, dict) else sample)
    date = next(timetable.after(context.now()), None)
    if date is None:
        raise ValueError(f"the schedule has no further date; give one: {_SHAPE}")
    return date


def _read(written: Any) -> datetime:
    try:
        date = written if isinstance(written, datetime) else datetime.fromisoformat(str(written))
    except ValueError:
        raise ValueError(_SHAPE) from None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
