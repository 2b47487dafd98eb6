from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from wavetank.abc.clock import SteppedClock

if TYPE_CHECKING:
    from collections.abc import Callable

    from wavetank.abc.clock import Clock

# Clocks are set right by less than this all the time.
_TELLING_SECONDS = 5.0
_MOST = 20
_NEWS = timedelta(minutes=10)
logger = logging.getLogger(__name__)


class Jump(msgspec.Struct, frozen=True):
    """A jump of the machine's clock: by so many seconds, negative when it was set back, seen at a moment after it."""

    at: datetime
    seconds: float

    def __str__(self) -> str:
        direction = "set back" if self.seconds < 0 else "set forward, or the machine slept,"
        return (
            f"The clock was {direction} by {abs(self.seconds):.0f} s, seen at {self.at:%Y-%m-%d %H:%M:%S %Z}. "
            f"Dates that were fired are not fired again; those that it jumped over are caught up with."
        )


class ClockWatch:
    """
    Notices that the machine's clock was set, or stood still while the machine slept.

    Args:
        clock: The engine's; one that is moved by hand never jumps.
        steady: Seconds that go on whatever the clock does.

    Attributes:
        jumps: The last ones, oldest first.
    """

    def __init__(self, clock: Clock, steady: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._steady = steady
        self._moved_by_hand = isinstance(clock, SteppedClock)
        self._offset = self._look()
        self.jumps: list[Jump] = []

    def look(self) -> bool:
        """Compares the clock with what is steady; returns whether it has jumped since the last look."""
        if self._moved_by_hand:
            return False
        before, self._offset = self._offset, self._look()
        seconds = self._offset - before
        if abs(seconds) < _TELLING_SECONDS:
            return False
        self.jumps = [*self.jumps[-_MOST:], Jump(self._clock.now(), seconds)]
        logger.warning("%s", self.jumps[-1])
        return True

    def lately(self) -> list[Jump]:
        """Returns the last jump, if it is news."""
        return [jump for jump in self.jumps[-1:] if abs(self._clock.now() - jump.at) < _NEWS]

    def _look(self) -> float:
        return self._clock.now().timestamp() - self._steady()
