from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import anyio.to_thread

from wavetank.core.progress import Progress
from wavetank.engine.task_set import TaskSet
from wavetank.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

    from wavetank.engine.surroundings import Surroundings
    from wavetank.model.execution_summary import ExecutionSummary
    from wavetank.model.flow import Flow
    from wavetank.model.mark import Mark

_PAUSE_SECONDS = 0.5
logger = logging.getLogger(__name__)


class Elsewhere:
    """
    Looks for what other engines of the home write of their executions, twice a second while somebody wants to know.

    The home is the meeting place: as long as nobody else has written to it, a look costs a few microseconds.

    Args:
        wanted: Returns whether somebody wants to know of executions; then of those of a flow, by namespace and id.
        flow_of: Returns the revision that an execution ran with, None if it can no longer be read.
        tell: Called with an execution as it stands, and how many changes of its state were on disk at the last look.
    """

    def __init__(
        self,
        surroundings: Surroundings,
        wanted: Callable[[tuple[str, str] | None], bool],
        flow_of: Callable[[ExecutionSummary], Flow | None],
        tell: Callable[[Progress, int], None],
    ) -> None:
        self._surroundings = surroundings
        self._wanted = wanted
        self._flow_of = flow_of
        self._tell = tell
        self._tasks = TaskSet()
        self._mark: Mark | None = None

    def begin(self) -> None:
        """Looks from now on, until nobody wants to know any more."""
        if self._mark is None and self._surroundings.store.shared and self._wanted(None):
            self._mark = self._surroundings.store.mark()
            self._tasks.start(self._look_on(), "executions of other engines")

    async def halt(self) -> None:
        """Looks no more."""
        await self._tasks.halt()

    async def _look_on(self) -> None:
        while self._wanted(None):
            # Not by the engine's clock: others do not live by a clock that is moved by hand.
            with self._surroundings.rest.waiting():
                await asyncio.sleep(_PAUSE_SECONDS)
            try:
                await self.look()
            except StoreError as error:
                logger.warning("What other engines did is looked at again: %s", error)
        self._mark = None

    async def look(self) -> None:
        """Tells of what was written since the last look."""
        store, before = self._surroundings.store, self._mark
        now = store.mark()
        if before is not None and now.writes != before.writes:
            found = await anyio.to_thread.run_sync(
                store.written_by_others, self._surroundings.engine_id, before.position, now.position
            )
            for summary, known in found:
                if self._wanted((summary.namespace, summary.flow_id)):
                    await self._tell_of(summary, known)
        self._mark = now

    async def _tell_of(self, summary: ExecutionSummary, known: int) -> None:
        flow = self._flow_of(summary)
        if flow is not None:
            progress, changes = await anyio.to_thread.run_sync(self._folded, flow, summary.id, known)
            self._tell(progress, changes)

    def _folded(self, flow: Flow, execution_id: str, known: int) -> tuple[Progress, int]:
        """Returns an execution, and how many changes of its state its first `known` records make."""
        progress, changes = Progress(flow), 0
        for number, record in enumerate(self._surroundings.store.records(execution_id), 1):
            progress.apply(record)
            if number == known:
                changes = len(progress.state.history)
        return progress, changes
