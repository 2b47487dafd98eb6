from __future__ import annotations

from wavetank.abc.condition_test import ConditionContext
from wavetank.plugins.core.condition.date_condition import DateCondition, day_of
from wavetank.plugins.core.condition.week_day import WeekDay


class Weekend(DateCondition):
    """True on Saturday and Sunday (language reference, section 9)."""

    def fits(self, written: str, context: ConditionContext) -> bool:  # noqa: ARG002 - the base's
        """Looks at the day of the week."""
        return WeekDay.of(day_of(written)) in (WeekDay.SATURDAY, WeekDay.SUNDAY)
