from __future__ import annotations

import asyncio
import heapq
import itertools
import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from wavetank.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

# Moment, number, and the future that somebody's loop waits for.
_Sleeper = tuple[datetime, int, asyncio.Future[None]]


class VirtualClock:
    """
    A clock that stands still until it is moved: a month of schedules passes in a moment.

    `wt.Engine(clock=clock)` takes its time from it. It may be moved from any thread but the engine's own.

    Args:
        start: The first moment: a datetime with a zone, or ISO text as `2025-01-31T12:00:00Z`.

    Raises:
        InputError: `start` has no time zone, or is no date.
    """

    def __init__(self, start: datetime | str) -> None:
        self._now = _aware(start)
        self._numbers = itertools.count()
        self._sleepers: list[_Sleeper] = []
        self._settle: list[Callable[[], None]] = []
        self._lock = threading.Lock()
        self._moving = threading.RLock()

    def now(self) -> datetime:
        """Returns the present moment, in UTC."""
        return self._now

    async def sleep_until(self, moment: datetime) -> None:
        """Returns when the clock was moved to the moment, or beyond."""
        with self._lock:
            if moment <= self._now:
                return
            future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            heapq.heappush(self._sleepers, (moment, next(self._numbers), future))
        await future

    def join(self, settle: Callable[[], None]) -> Callable[[], None]:
        """Has `settle` called before each step and after the last one; returns how to leave."""
        self._settle.append(settle)
        return lambda: self._settle.remove(settle) if settle in self._settle else None

    def advance(self, seconds: float | timedelta) -> None:
        """
        Moves the clock on, from timer to timer: what falls due is done, at its own time, before the clock goes on.

        Raises:
            InputError: The clock does not go back.
            TimeoutExceededError: What was due at a moment did not come to an end; the clock stays there.
        """
        length = seconds if isinstance(seconds, timedelta) else timedelta(seconds=seconds)
        if length < timedelta(0):
            raise InputError(f"The clock cannot be moved by {length}.", remedy="It only goes forward.")
        with self._moving:
            target = self._now + length
            self._come_to_rest()
            while (moment := self._next()) is not None and moment <= target:
                self._move_to(moment)
                self._come_to_rest()
            self._move_to(target)
            self._come_to_rest()

    def _come_to_rest(self) -> None:
        for settle in tuple(self._settle):
            settle()

    def _next(self) -> datetime | None:
        with self._lock:
            while self._sleepers and self._sleepers[0][2].done():
                heapq.heappop(self._sleepers)
            return self._sleepers[0][0] if self._sleepers else None

    def _move_to(self, moment: datetime) -> None:
        due = []
        with self._lock:
            self._now = moment
            while self._sleepers and self._sleepers[0][0] <= moment:
                due.append(heapq.heappop(self._sleepers)[2])
        for future in due:
            _wake(future)

    def __repr__(self) -> str:
        return f"VirtualClock({self._now.isoformat()})"


def _wake(future: asyncio.Future[None]) -> None:
    """Has a future done on its own loop; a loop that is closed has nobody left to wake."""
    loop = future.get_loop()
    if not loop.is_closed():
        loop.call_soon_threadsafe(lambda: None if future.done() else future.set_result(None))


def _aware(start: datetime | str) -> datetime:
    try:
        moment = datetime.fromisoformat(start) if isinstance(start, str) else start
    except ValueError:
        raise InputError(f"{start!r} is no date.", remedy="Write 2025-01-31T12:00:00Z.") from None
    if moment.tzinfo is None:
        raise InputError(f"The time {moment} has no zone.", remedy="Write datetime(…, tzinfo=UTC).")
    return moment.astimezone(UTC)
