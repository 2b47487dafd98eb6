from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Any, ClassVar

from msgspec.structs import replace

from wavetank.abc.event_source import PlannedTrigger, SourceContext
from wavetank.abc.timetable import Timetable
from wavetank.model.event import Event
from wavetank.model.missed import Missed
from wavetank.model.property import Property
from wavetank.model.trigger import Trigger
from wavetank.plugins.core.trigger.sampled_date import sampled_date
from wavetank.plugins.core.trigger.zone_name import zone_named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class GivenDates(Timetable):
    """Dates that stand in a list."""

    def __init__(self, dates: tuple[datetime, ...], zone: tzinfo) -> None:
        self._dates = sorted({date.astimezone(zone) if date.tzinfo else date.replace(tzinfo=zone) for date in dates})

    def after(self, moment: datetime) -> Iterator[datetime]:  # noqa: D102
        return (date for date in self._dates if date > moment)

    def before(self, moment: datetime) -> Iterator[datetime]:  # noqa: D102
        return (date for date in reversed(self._dates) if date < moment)

    def first(self, now: datetime) -> Iterator[datetime]:  # noqa: ARG002 - the base's
        """Gives all dates: those that have passed are fired, too."""
        return iter(self._dates)


class ScheduleOnDates(Trigger, PlannedTrigger):
    """
    Fires at the dates of a list (language reference, section 8.3).

    Attributes:
        timezone: The zone of dates without an offset; that of TZ, else UTC, if it is left out.
        recover_missed_schedules: As for a Schedule.
    """

    beside_listener: ClassVar[frozenset[str]] = Trigger.beside_listener - {"conditions"}

    dates: Property[tuple[datetime, ...]]
    timezone: str | None = None
    recover_missed_schedules: Missed | None = None

    def timetable(self, render: Callable[[str], str]) -> GivenDates:
        """Returns the dates, rendered."""
        zone = zone_named(render(self.timezone) if self.timezone else None)
        return GivenDates(self.dates.resolve(render), zone)

    def event_at(self, date: datetime, previous: datetime | None, following: datetime | None) -> Event:  # noqa: ARG002
        """Returns the event of a date; it has no variables."""
        return Event(identities=(date.astimezone(UTC).isoformat(),), variables={}, date=date)

    def event_of(self, sample: Any, context: SourceContext) -> Event:
        """Returns the event of the date in the sample, or of the next one."""
        date = sampled_date(sample, self.timetable(lambda text: str(context.render(text))), context)
        event = self.event_at(date, None, None)
        return replace(event, identities=(f"{event.identities[0]}#{context.new_id()}",))
