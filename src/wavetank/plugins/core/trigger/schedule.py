from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from msgspec.structs import replace
from pydantic import model_validator

from wavetank.abc.event_source import PlannedTrigger, SourceContext
from wavetank.model.event import Event
from wavetank.model.missed import Missed
from wavetank.model.part import Duration
from wavetank.model.trigger import Trigger
from wavetank.model.zone import iso_text
from wavetank.plugins.core.trigger.cron import Cron
from wavetank.plugins.core.trigger.sampled_date import sampled_date
from wavetank.plugins.core.trigger.zone_name import ZoneName, zone_named

if TYPE_CHECKING:
    from collections.abc import Callable


class Schedule(Trigger, PlannedTrigger):
    """
    Fires at the dates of a cron expression (language reference, section 8.2).

    Attributes:
        with_seconds: The expression has six fields, the seconds first.
        timezone: In whose wall-clock time the expression is read; that of TZ, else UTC, if it is left out.
        recover_missed_schedules: ALL fires every date that passed while the engine was away, one after another,
            LAST the newest of them, NONE none.
        late_maximum_delay: A date that is handled later than this is passed over.
        schedule_conditions: Deprecated, and without effect.
        backfill: Deprecated, and without effect.
    """

    # Conditions choose the dates: when they change, the next one is another.
    beside_listener: ClassVar[frozenset[str]] = Trigger.beside_listener - {"conditions"}

    deprecated: ClassVar[dict[str, str]] = {
        "backfill": "Start a backfill by hand; this has no effect.",
        "scheduleConditions": "Use `conditions`; this has no effect.",
    }
    gone: ClassVar[dict[str, str]] = {
        **Trigger.gone,
        "backfill": "Start a backfill by hand.",
        "scheduleConditions": "Write `when`.",
    }

    cron: str
    with_seconds: bool = False
    timezone: ZoneName | None = None
    recover_missed_schedules: Missed | None = None
    late_maximum_delay: Duration | None = None
    schedule_conditions: tuple[Any, ...] = ()
    backfill: dict[str, Any] | None = None

    @model_validator(mode="after")
    def _readable(self) -> Schedule:
        Cron(self.cron, UTC, with_seconds=self.with_seconds)
        return self

    @property
    def too_late(self) -> timedelta | None:
        """How far a date may lie back when it is handled."""
        return self.late_maximum_delay

    def timetable(self, render: Callable[[str], str]) -> Cron:  # noqa: ARG002 - nothing is written as an expression
        """Returns the dates of the cron expression."""
        return Cron(self.cron, zone_named(self.timezone), with_seconds=self.with_seconds)

    def event_at(self, date: datetime, previous: datetime | None, following: datetime | None) -> Event:
        """Returns the event of a date: `date`, `next` and `previous` as ISO text with the offset."""
        zone = zone_named(self.timezone)
        dates = {"date": date, "next": following, "previous": previous}
        variables = {name: iso_text(moment.astimezone(zone)) for name, moment in dates.items() if moment is not None}
        return Event(identities=(date.astimezone(UTC).isoformat(),), variables=variables, date=date)

    def event_of(self, sample: Any, context: SourceContext) -> Event:
        """Returns the event of the date in the sample, or of the next one."""
        timetable = Cron(self.cron, zone_named(self.timezone), with_seconds=self.with_seconds)
        date = sampled_date(sample, timetable, context)
        neighbours = next(timetable.before(date), None), next(timetable.after(date), None)
        event = self.event_at(date, *neighbours)
        return replace(event, identities=(f"{event.identities[0]}#{context.new_id()}",))
