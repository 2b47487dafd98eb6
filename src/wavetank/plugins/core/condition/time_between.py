from __future__ import annotations

import re
from datetime import UTC, time, timedelta, timezone
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator

from wavetank.errors import ConditionError
from wavetank.pebble.dates.zones import zone_of
from wavetank.pebble.missing import RefusedError
from wavetank.plugins.core.condition.date_condition import DateCondition, moment_of

if TYPE_CHECKING:
    from wavetank.abc.condition_test import ConditionContext

_TIME = re.compile(r"(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)(Z|[-+]\d{2}(?::?\d{2})?)", re.IGNORECASE)


def _read_offset_time(written: Any) -> time:
    if isinstance(written, time):
        return written if written.tzinfo is not None else written.replace(tzinfo=UTC)
    found = _TIME.fullmatch(str(written).strip())
    try:
        if found is not None:
            return time.fromisoformat(found[1]).replace(tzinfo=zone_of(found[2].upper()))
    except (ValueError, RefusedError):
        pass
    raise ValueError(f"{str(written)!r} is no time with an offset; write 16:19:12Z or 16:19:12+02:00")


OffsetTime = Annotated[time, BeforeValidator(_read_offset_time)]


class TimeBetween(DateCondition):
    """
    True of a time of the day after `after` and before `before` (language reference, section 9).

    Times are compared as if they were of one day, each at its own offset: a span over midnight is never met.
    """

    after: OffsetTime | None = None
    before: OffsetTime | None = None

    def fits(self, written: str, context: ConditionContext) -> bool:  # noqa: ARG002 - the base's
        """Compares the time of the day."""
        if self.after is None and self.before is None:
            raise ConditionError("TimeBetween has neither `after` nor `before`.", remedy="Write one of them.")
        moment = moment_of(written)
        now = moment.time().replace(tzinfo=timezone(moment.utcoffset() or timedelta(0)))
        return (self.after is None or now > self.after) and (self.before is None or now < self.before)
