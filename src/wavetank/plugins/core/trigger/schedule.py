from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError
from pydantic import AfterValidator, model_validator

from wavetank.abc.event_source import PlannedTrigger, SourceContext
from wavetank.model.event import Event
from wavetank.model.part import Duration
from wavetank.model.trigger import Trigger

NICKNAMES = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
# cronsim knows more than the Unix dialect that a Kestra server reads.
_FOREIGN = re.compile("[LW#?]")
_NAMES = re.compile("JUL|WED")
_SHAPE = 'a schedule takes {"date": "2025-01-31T12:00:00Z"}, or nothing for its next date'


class Missed(StrEnum):
    """What happens to dates that passed while nobody listened."""

    ALL = "ALL"
    LAST = "LAST"
    NONE = "NONE"


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f"{name!r} is no time zone; write one as Europe/Berlin or UTC") from None
    return name


class Schedule(Trigger, PlannedTrigger):
    """
    Fires at the dates of a cron expression (language reference, section 8.2).

    Attributes:
        with_seconds: The expression has six fields, the seconds first.
        timezone: In whose wall-clock time the expression is read; UTC if it is left out.
        recover_missed_schedules: ALL fires every date that passed while the engine was away, one after another,
            LAST the newest of them, NONE none.
        late_maximum_delay: A date that is handled later than this is passed over.
    """

    cron: str
    with_seconds: bool = False
    timezone: Annotated[str, AfterValidator(_known_zone)] = "UTC"
    recover_missed_schedules: Missed = Missed.ALL
    late_maximum_delay: Duration | None = None

    @model_validator(mode="after")
    def _readable(self) -> Schedule:
        fields = self._fields()
        wanted = 6 if self.with_seconds else 5
        if len(fields.split()) != wanted:
            raise ValueError(f"`cron: {self.cron}` has {len(fields.split())} fields; {wanted} are needed")
        if _FOREIGN.search(_NAMES.sub("", fields.upper())):
            raise ValueError(f"`cron: {self.cron}` uses L, W, # or ?, which a Kestra server does not read")
        try:
            CronSim(fields, datetime(2024, 1, 1, tzinfo=UTC))
        except CronSimError as error:
            raise ValueError(f"`cron: {self.cron}` cannot be read: {error}") from None
        return self

    def _fields(self) -> str:
        return NICKNAMES.get(self.cron.strip().lower(), self.cron.strip())

    def next_date(self, after: datetime) -> datetime | None:
        """Returns the first date after a moment, in the schedule's time zone."""
        return next(CronSim(self._fields(), after.astimezone(ZoneInfo(self.timezone))), None)

    def due_since(self, handled: datetime, now: datetime, *, started: bool) -> datetime:
        """Passes over dates that, by `recoverMissedSchedules` and `lateMaximumDelay`, are not caught up with."""
        since = handled
        if started and self.recover_missed_schedules is Missed.NONE:
            since = max(handled, now)
        elif started and self.recover_missed_schedules is Missed.LAST:
            last = self._previous_date(now)
            since = max(handled, last - timedelta(microseconds=1)) if last is not None else handled
        return since if self.late_maximum_delay is None else max(since, now - self.late_maximum_delay)

    def _previous_date(self, before: datetime) -> datetime | None:
        return next(CronSim(self._fields(), before.astimezone(ZoneInfo(self.timezone)), reverse=True), None)

    def event_at(self, date: datetime) -> Event:
        """Returns the event of a date: `date`, `next` and `previous` as ISO text with the offset."""
        date = date.astimezone(ZoneInfo(self.timezone))
        dates = {"date": date, "next": self.next_date(date), "previous": self._previous_date(date)}
        variables = {name: moment.isoformat() for name, moment in dates.items() if moment is not None}
        return Event(identities=(date.astimezone(UTC).isoformat(),), variables=variables, date=date)

    def event_of(self, sample: Any, context: SourceContext) -> Event:
        """Returns the event of the date in the sample, or of the next one."""
        if sample in (None, {}, ""):
            date = self.next_date(context.now())
        else:
            date = _date(sample.get("date") if isinstance(sample, dict) else sample)
        if date is None:
            raise ValueError("the schedule has no further date; give one: " + _SHAPE)
        event = self.event_at(date)
        return Event(identities=(f"{event.identities[0]}#{context.new_id()}",), variables=event.variables, date=date)


def _date(written: Any) -> datetime:
    try:
        date = written if isinstance(written, datetime) else datetime.fromisoformat(str(written))
    except ValueError:
        raise ValueError(_SHAPE) from None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
