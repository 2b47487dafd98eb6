from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from wavetank.engine.task_set import owned_tasks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from wavetank.abc.clock import Clock


class Rest:
    """
    The engine's clock, which also knows what waits: the tasks that have nothing to do before a later moment, or before
    something comes from outside.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until: dict[asyncio.Task[Any], datetime | None] = {}

    def now(self) -> datetime:
        """Returns the present moment of the clock."""
        return self._clock.now()

    async def sleep_until(self, moment: datetime) -> None:
        """Returns when the moment has come."""
        with self._noted(moment):
            await self._clock.sleep_until(moment)

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Marks the block in which the present task waits for what others do, or for the outside."""
        with self._noted(None):
            yield

    @contextmanager
    def _noted(self, moment: datetime | None) -> Iterator[None]:
        task = asyncio.current_task()
        if task is None or task in self._until:
            yield
            return
        self._until[task] = moment
        try:
            yield
        finally:
            self._until.pop(task, None)

    def busy(self) -> list[str]:
        """Returns the names of the tasks that have something to do at the present moment."""
        now = self._clock.now()
        return [task.get_name() for task in owned_tasks() if not self._rests(task, now)]

    def _rests(self, task: asyncio.Task[Any], now: datetime) -> bool:
        if task not in self._until:
            return False
        moment = self._until[task]
        return moment is None or now < moment
