from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

import anyio.to_thread

from wavetank.errors import WavetankError

if TYPE_CHECKING:
    from datetime import datetime

    from wavetank.engine.surroundings import Surroundings

# A commit of the engine waits for a purge that is under way: each is short, waits for no disk (what a power cut brings
# back goes the next time), and leaves it time.
_AT_ONCE = 20
_PAUSE = timedelta(milliseconds=10)
_OFTEN, _RARELY = timedelta(seconds=5), timedelta(hours=1)
_SHARE = 20
logger = logging.getLogger(__name__)


class Retention:
    """
    Removes executions a span of time after their end, with records, log, measurements and files, and old verdicts.

    What their events were known by stays: an event that comes again makes no second execution, however old it is.

    Args:
        span: How long they are kept.
    """

    def __init__(self, surroundings: Surroundings, span: timedelta) -> None:
        self._surroundings = surroundings
        self._span = span

    async def run(self) -> None:
        """Looks again and again, until it is cancelled."""
        while True:
            try:
                await self.purge()
            except WavetankError as error:
                logger.warning("What is past its retention stays for now: %s", error)
            await self._sleep(min(max(self._span / _SHARE, _OFTEN), _RARELY))

    async def purge(self) -> int:
        """Removes all that is past its time now; returns how many executions are gone."""
        end, gone = self._surroundings.clock.now() - self._span, 0
        while count := await anyio.to_thread.run_sync(self._purge_some, end):
            gone += count
            await self._sleep(_PAUSE)
        while await anyio.to_thread.run_sync(self._surroundings.store.purge_verdicts, end, _AT_ONCE):
            await self._sleep(_PAUSE)
        while await anyio.to_thread.run_sync(self._surroundings.store.give_back):
            await self._sleep(_PAUSE)
        return gone

    def _purge_some(self, end: datetime) -> int:
        store = self._surroundings.store
        old = store.ended_before(end, _AT_ONCE)
        self._surroundings.history.purge_files(old)
        ids = [each.id for each in old]
        return store.purge(ids, executions=True, logs=True, metrics=True, synced=False).executions

    async def _sleep(self, length: timedelta) -> None:
        # Not by the engine's clock: a clock that is moved by hand would otherwise have to pass each pause.
        with self._surroundings.rest.waiting():
            await anyio.sleep(length.total_seconds())
