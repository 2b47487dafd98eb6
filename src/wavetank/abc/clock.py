from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime


class Clock(Protocol):
    """
    The only source of time.

    - `now` never goes back by itself, and is always aware and in UTC.
    - `sleep_until` returns when `now()` is at or past the moment, at once if it already is, and can be cancelled.
    """

    def now(self) -> datetime:
        """Returns the present moment."""

    async def sleep_until(self, moment: datetime) -> None:
        """Returns when the moment has come."""


@runtime_checkable
class SteppedClock(Clock, Protocol):
    """
    A clock that somebody moves, from one timer to the next.

    - Before each step it has all that joined it come to rest: what was due is done at its own time.
    """

    def join(self, settle: Callable[[], None]) -> Callable[[], None]:
        """Has `settle` called before each step, in the thread that moves the clock; returns how to leave."""
