from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from pydantic import BeforeValidator

from wavetank.errors import ConditionError
from wavetank.plugins.core.condition.date_condition import DateCondition, moment_of, read_zoned

if TYPE_CHECKING:
    from wavetank.abc.condition_test import ConditionContext

Zoned = Annotated[datetime, BeforeValidator(read_zoned)]


class DateTimeBetween(DateCondition):
    """True of a moment after `after` and before `before`, both of them left out (language reference, section 9)."""

    after: Zoned | None = None
    before: Zoned | None = None

    def fits(self, written: str, context: ConditionContext) -> bool:  # noqa: ARG002 - the base's
        """Compares moments, whatever their offsets."""
        if self.after is None and self.before is None:
            raise ConditionError("DateTimeBetween has neither `after` nor `before`.", remedy="Write one of them.")
        moment = moment_of(written)
        return (self.after is None or moment > self.after) and (self.before is None or moment < self.before)
