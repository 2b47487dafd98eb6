"""When a planned trigger is due (semantics reference, section 11.3)."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from wavetank.model.missed import Missed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wavetank.abc.timetable import Timetable

_HORIZON = timedelta(days=3653)
# Conditions are asked of so many dates at one time; then the last of them is looked at when it comes.
_MOST = 10_000
_MOMENT = timedelta(microseconds=1)
_FIRST = datetime.min.replace(tzinfo=UTC)


class Tick(NamedTuple):
    """A date of a timetable with its neighbours."""

    date: datetime
    previous: datetime | None
    following: datetime | None


class Match(Enum):
    """Whether conditions hold for a date; if they do not, maybe for no date of that day."""

    YES = "YES"
    NO = "NO"
    NOT_THAT_DAY = "NOT_THAT_DAY"


class Planning:
    """
    The dates on which a trigger is due: those of its timetable for which its conditions hold.

    Args:
        timetable: All dates.
        matches: Whether the conditions hold for a date; None: there are none.
        late: A date that lies further back is passed over.
    """

    def __init__(
        self, timetable: Timetable, matches: Callable[[Tick], Match] | None = None, late: timedelta | None = None
    ) -> None:
        self._timetable = timetable
        self._matches = matches
        self._late = late

    def next(self, after: datetime, now: datetime | None = None) -> datetime | None:
        """
        Returns the first date after a moment, None when there is none within ten years.

        A condition that is false of very many dates is not asked without an end: the last date that was looked at is
        returned then, and is to be tested when it comes.

        Args:
            after: The moment.
            now: The present moment: dates that are too late by then are passed over. None: however old they are.
        """
        since = after
        if now is not None and self._late is not None:
            since = max(since, now - self._late - _MOMENT)
        return self._forwards(self._timetable.after(since), surely=False)

    def first(self, now: datetime) -> datetime | None:
        """Returns the first date of a trigger that was never evaluated."""
        return self._forwards(self._timetable.first(now), surely=False)

    def previous(self, before: datetime) -> datetime | None:
        """Returns the last date before a moment, None when there is none within ten years."""
        date = next(self._timetable.before(before), None)
        end = None if date is None else date - _HORIZON
        for _ in range(_MOST):
            if date is None or self._matches is None:
                return date
            previous = self._raw_previous(date)
            match = self._matches(Tick(date, previous, self._raw_next(date)))
            if match is Match.YES:
                return date
            date = previous if match is Match.NO else self._raw_previous(_midnight(date))
            if date is not None and end is not None and date < end:
                return None
        return None

    def at_start(
        self, handled: datetime | None, planned: datetime | None, missed: Missed, now: datetime
    ) -> datetime | None:
        """
        Returns what is due first when an engine starts.

        Args:
            handled: The last date that was handled, None for a new trigger.
            planned: The date that was due next when it was seen last.
            missed: What happens to dates that have passed since.
            now: The present moment.
        """
        if handled is None and planned is None:
            return self.first(now)
        due = planned if planned is not None else self.next(handled or now)
        if due is None or due > now:
            return due
        if missed is Missed.LAST:
            last = self.previous(now + _MOMENT)
            return last if last is not None and last > (handled or _FIRST) else self.next(now)
        if missed is Missed.NONE:
            return self.next(now)
        return due if self._late is None or due >= now - self._late else self.next(due, now)

    def at_or_after(self, moment: datetime) -> datetime | None:
        """Returns the first date of the timetable at a moment or after it, whatever the conditions."""
        return self._raw_next(moment - _MOMENT)

    def tick(self, date: datetime) -> Tick:
        """Returns a date with the nearest dates before and after it for which the conditions hold."""
        return Tick(date, self.previous(date), self._forwards(self._timetable.after(date), surely=True))

    def holds(self, date: datetime) -> bool:
        """Returns whether the conditions hold for a date."""
        if self._matches is None:
            return True
        return self._matches(Tick(date, self._raw_previous(date), self._raw_next(date))) is Match.YES

    def _forwards(self, dates: Iterator[datetime], *, surely: bool) -> datetime | None:
        """Returns the first of the dates that matches; unless `surely`, the last one of very many that do not."""
        date = next(dates, None)
        if date is None or self._matches is None:
            return date
        end, previous = date + _HORIZON, self._raw_previous(date)
        for _ in range(_MOST):
            following = next(dates, None)
            match = self._matches(Tick(date, previous, following))
            if match is Match.YES:
                return date
            if match is Match.NOT_THAT_DAY:
                dates = self._timetable.after(_midnight(date) + timedelta(days=1) - _MOMENT)
                following = next(dates, None)
            if following is None or following > end:
                return None
            previous, date = date, following
        return None if surely else date

    def _raw_previous(self, date: datetime) -> datetime | None:
        return next(self._timetable.before(date), None)

    def _raw_next(self, date: datetime) -> datetime | None:
        return next(self._timetable.after(date), None)


def _midnight(date: datetime) -> datetime:
    """The beginning of a day, on the wall clock of its zone."""
    return datetime.combine(date.date(), time(), date.tzinfo)
