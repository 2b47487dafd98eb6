from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Pace:
    """
    Has something done at most every `interval` seconds, at once the first time, and a last time after the last request.

    It belongs to the loop on which it is asked.

    Args:
        interval: Seconds.
        act: What to do; it must return soon.
    """

    def __init__(self, interval: float, act: Callable[[], None]) -> None:
        self._interval = interval
        self._act = act
        self._waiting: asyncio.TimerHandle | None = None
        self._next = 0.0

    def request(self) -> None:
        """Asks for it to be done soon; more requests before it is done change nothing."""
        if self._waiting is None:
            loop = asyncio.get_running_loop()
            self._waiting = loop.call_at(max(self._next, loop.time()), self._due)

    def _due(self) -> None:
        self._waiting = None
        self._next = asyncio.get_running_loop().time() + self._interval
        self._act()
