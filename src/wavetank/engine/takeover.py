from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import anyio.to_thread

from wavetank.core.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wavetank.engine.conductor import Conductor
    from wavetank.engine.deployed_flows import DeployedFlows
    from wavetank.engine.journal import Journal
    from wavetank.engine.parents import Parents
    from wavetank.engine.revisions import Revisions
    from wavetank.engine.surroundings import Surroundings
    from wavetank.model.execution_summary import ExecutionSummary

logger = logging.getLogger(__name__)


class Takeover:
    """
    Goes on with executions from their last record, whose engine is gone or which stand still.

    Attributes:
        taken: Called when executions of other engines were taken over: nobody else tells of what happened in them.
    """

    def __init__(
        self,
        surroundings: Surroundings,
        journal: Journal,
        conductor: Conductor,
        revisions: Revisions,
        flows: DeployedFlows,
        parents: Parents,
    ) -> None:
        self._surroundings = surroundings
        self._journal = journal
        self._conductor = conductor
        self._revisions = revisions
        self._flows = flows
        self._parents = parents
        self.taken: Callable[[], None] = lambda: None

    async def run(self) -> list[str]:
        """
        Takes over the executions of the home whose owner is gone; those of a living engine it leaves alone.

        The caller holds the lock that only one engine has. Returns the ids of those that go on.
        """
        left = [
            summary
            for summary in self._surroundings.store.open_executions()
            if not self._surroundings.alive(summary.owner) and summary.id not in self._conductor.live
        ]
        # All are read before the first goes on: it may wait for another of them.
        read = await anyio.to_thread.run_sync(self._read, left) if left else []
        taken = [progress.state.id for progress in read if self._taken(progress)]
        self.taken()
        for execution_id in taken:
            self._parents.hear_of_restarted(self._conductor.live[execution_id])
        for flow in {live.progress.flow.key: live.progress.flow for live in self._conductor.live.values()}.values():
            # Those of a flow that was removed go on, too.
            self._conductor.release(self._flows.get(flow.key) or flow)
        return taken

    async def adopt(self, _: Sequence[str] = ()) -> int:
        """Takes over what other engines left behind since this one started; returns how many executions go on."""
        with self._surroundings.taking_over():
            taken = await self.run()
            await self._journal.committed()
        return len(taken)

    async def begin_anew(self, execution_ids: Sequence[str]) -> int:
        """Stops executions of this engine, and has them go on from what is on disk; returns how many do."""
        begun = 0
        for execution_id in execution_ids:
            withdrawn = await self._conductor.withdraw(execution_id)
            summary = self._surroundings.store.summary(execution_id)
            if withdrawn and summary is not None and summary.ended is None:
                read = await anyio.to_thread.run_sync(self._read, [summary])
                begun += sum(self._taken(progress) for progress in read)
        await self._journal.committed()
        return begun

    def _read(self, summaries: Sequence[ExecutionSummary]) -> list[Progress]:
        """Returns how far executions have come, but for those that cannot be read."""
        return [progress for progress in map(self._folded, summaries) if progress is not None]

    def _folded(self, summary: ExecutionSummary) -> Progress | None:
        flow = self._revisions.of(summary)
        if flow is None:
            return None
        progress = Progress(flow)
        try:
            for record in self._surroundings.store.records(summary.id):
                progress.apply(record)
        except Exception as error:  # noqa: BLE001 - one that cannot be read must not keep the others from going on
            _report(summary.id, error)
            return None
        return progress

    def _taken(self, progress: Progress) -> bool:
        try:
            self._conductor.take_over(progress)
        except Exception as error:  # noqa: BLE001 - as above
            _report(progress.state.id, error)
            return False
        return True


def _report(execution_id: str, error: Exception) -> None:
    logger.error("Execution %s cannot go on: %s", execution_id, error)
