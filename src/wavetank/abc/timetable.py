from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime


class Timetable(ABC):
    """
    The dates of a planned trigger, aware, in the trigger's time zone.

    - Everything is pure: the present moment is an argument.
    """

    @abstractmethod
    def after(self, moment: datetime) -> Iterator[datetime]:
        """Gives the dates that are later than a moment, in order."""

    @abstractmethod
    def before(self, moment: datetime) -> Iterator[datetime]:
        """Gives the dates that are earlier than a moment, the latest first."""

    def first(self, now: datetime) -> Iterator[datetime]:
        """Gives the dates of a trigger that was never evaluated."""
        return self.after(now)
