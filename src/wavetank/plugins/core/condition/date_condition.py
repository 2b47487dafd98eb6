from __future__ import annotations

from abc import abstractmethod
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, ClassVar

from wavetank.abc.condition_test import ConditionContext, ConditionTest
from wavetank.errors import ConditionError
from wavetank.model.condition import Condition
from wavetank.pebble.dates.reading import read_iso
from wavetank.pebble.missing import RefusedError

# Stands for the offset that a text does not have.
_NONE = timezone(timedelta(0), "none")


_PLANNED = "{{ trigger.date }}"


class DateCondition(Condition, ConditionTest):
    """
    What conditions on a moment have in common.

    Attributes:
        of_days: It looks at the day alone.
        date: The moment, as ISO text; day and time are those of the offset in the text.
    """

    of_days: ClassVar[bool] = False

    date: str = _PLANNED

    @property
    def by_day(self) -> bool:
        """Whether it looks at nothing but the day of the schedule's date."""
        return self.of_days and self.date == _PLANNED

    def holds(self, context: ConditionContext) -> bool:
        """Looks at the rendered date."""
        return self.fits(str(context.render(self.date)).strip(), context)

    @abstractmethod
    def fits(self, written: str, context: ConditionContext) -> bool:
        """Returns whether the condition is true of a date that was rendered to this text."""

    def explain(self, context: ConditionContext) -> str:
        """Returns the rendered date, and what it was compared with."""
        asked = self.model_dump(by_alias=True, exclude={"type", "date"}, exclude_none=True, mode="json")
        wanted = ", ".join(f"{name}: {value}" for name, value in asked.items())
        return f"date {context.render(self.date)}{f' with {wanted}' if wanted else ''}"


def read_zoned(written: Any) -> datetime:
    """
    Returns a moment with its offset.

    Raises:
        ValueError: It is none; the message shows one.
    """
    if isinstance(written, datetime):
        return written if written.tzinfo is not None else written.replace(tzinfo=UTC)
    moment = _moment(str(written))
    if moment is None or moment.tzinfo is _NONE:
        raise ValueError(f"{str(written)!r} is no date with time and offset; write 2025-01-31T12:00:00Z")
    return moment


def _moment(text: str) -> datetime | None:
    try:
        return read_iso(text, _NONE)
    except RefusedError:
        return None


def moment_of(written: str) -> datetime:
    """
    Returns the moment that a rendered date says.

    Raises:
        ConditionError: It says none.
    """
    try:
        return read_zoned(written)
    except ValueError as error:
        raise ConditionError(f"{str(error)[:1].upper()}{str(error)[1:]}.") from None


def day_of(written: str) -> date:
    """
    Returns the day that a rendered date says, in its own offset.

    Raises:
        ConditionError: It says none.
    """
    if "T" in written:
        return moment_of(written).date()
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise ConditionError(f"{written!r} is no date; write 2025-01-31 or 2025-01-31T12:00:00Z.") from None
