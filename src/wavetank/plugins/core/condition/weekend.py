from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from wavetank.plugins.core.condition.date_condition import DateCondition, day_of
from wavetank.plugins.core.condition.week_day import WeekDay

if TYPE_CHECKING:
    from wavetank.abc.condition_test import ConditionContext


class Weekend(DateCondition):
    """True on Saturday and Sunday (language reference, section 9)."""

    of_days: ClassVar[bool] = True

    def fits(self, written: str, context: ConditionContext) -> bool:  # noqa: ARG002 - the base's
        """Looks at the day of the week."""
        return WeekDay.of(day_of(written)) in (WeekDay.SATURDAY, WeekDay.SUNDAY)
