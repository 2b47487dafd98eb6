from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from wavetank.plugins.core.condition.date_condition import DateCondition, day_of
from wavetank.plugins.core.condition.week_day import WeekDay

if TYPE_CHECKING:
    from wavetank.abc.condition_test import ConditionContext

_WEEK = timedelta(days=7)


class DayInMonth(StrEnum):
    """Which of the days of this name in a month."""

    FIRST = "FIRST"
    SECOND = "SECOND"
    THIRD = "THIRD"
    FOURTH = "FOURTH"
    LAST = "LAST"


class DayWeekInMonth(DateCondition):
    """True on the first, second, third, fourth or last Monday (or another day) of a month (reference, section 9)."""

    of_days: ClassVar[bool] = True

    day_of_week: WeekDay
    day_in_month: DayInMonth

    def fits(self, written: str, context: ConditionContext) -> bool:  # noqa: ARG002 - the base's
        """Counts the days of this name in the month up to the date."""
        day = day_of(written)
        if WeekDay.of(day) is not self.day_of_week:
            return False
        if self.day_in_month is DayInMonth.LAST:
            return (day + _WEEK).month != day.month
        return (day.day - 1) // 7 == tuple(DayInMonth).index(self.day_in_month)
