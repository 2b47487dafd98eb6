from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from wavetank.plugins.core.condition.date_condition import DateCondition, day_of
from wavetank.plugins.core.condition.week_day import WeekDay

if TYPE_CHECKING:
    from wavetank.abc.condition_test import ConditionContext


class DayWeek(DateCondition):
    """True on one day of the week (language reference, section 9)."""

    of_days: ClassVar[bool] = True

    day_of_week: WeekDay

    def fits(self, written: str, context: ConditionContext) -> bool:  # noqa: ARG002 - the base's
        """Compares the day of the week."""
        return WeekDay.of(day_of(written)) is self.day_of_week
