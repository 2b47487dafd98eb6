from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

import anyio.to_thread

from wavetank.core.progress import Progress
from wavetank.errors import NotFoundError, PluginError, StateError
from wavetank.model.records import ExecutionCreated

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from wavetank.engine.live_execution import LiveExecution
    from wavetank.engine.revisions import Revisions
    from wavetank.engine.surroundings import Surroundings
    from wavetank.model.execution_summary import ExecutionSummary


class Archive:
    """
    What is on disk of executions, for those who do something to them by hand. Methods block, unless they are awaited:
    those read in a worker thread, as a history may be long.

    Args:
        live: The executions that this engine runs, by id.
    """

    def __init__(self, surroundings: Surroundings, revisions: Revisions, live: Mapping[str, LiveExecution]) -> None:
        self._surroundings = surroundings
        self._revisions = revisions
        self._live = live
        self._changing: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def alone(self, execution_id: str) -> AsyncIterator[None]:
        """Has nobody else change an execution by hand inside the block: what is read of it holds as long."""
        lock = self._changing.setdefault(execution_id, asyncio.Lock())
        async with lock:
            yield

    def summary(self, execution_id: str) -> ExecutionSummary:
        """
        Returns the row of an execution.

        Raises:
            NotFoundError: There is none with this id.
        """
        summary = self._surroundings.store.summary(execution_id)
        if summary is None:
            raise NotFoundError(f"There is no execution {execution_id!r}.", remedy="See engine.executions().")
        return summary

    def folded(self, execution_id: str) -> Progress:
        """
        Returns how far an execution has come, from its records.

        Raises:
            NotFoundError: There is none with this id.
            PluginError: The text of its flow can no longer be read.
        """
        summary = self.summary(execution_id)
        flow = self._revisions.of(summary)
        if flow is None:
            raise PluginError(f"Revision {summary.flow_revision} of the flow can no longer be read.")
        progress = Progress(flow)
        for record in self._surroundings.store.records(execution_id):
            progress.apply(record)
        return progress

    async def read(self, execution_id: str) -> Progress:
        """
        Does the same as `folded`, in a worker thread.

        Raises:
            NotFoundError, PluginError: As `folded`.
        """
        return await anyio.to_thread.run_sync(self.folded, execution_id)

    def created(self, execution_id: str) -> ExecutionCreated | None:
        """Returns the first record of an execution, None if there is none."""
        first = self._surroundings.store.first_record(execution_id)
        return first if isinstance(first, ExecutionCreated) else None

    async def ended(self, execution_id: str) -> Progress:
        """
        Returns how an execution that has ended ended; for a caller that is `alone` with it.

        Raises:
            NotFoundError: There is none with this id.
            StateError: It has not ended.
        """
        self.check_ended(self.summary(execution_id))
        progress = await self.read(execution_id)
        self.check_ended(self.summary(execution_id))
        return progress

    def check_ended(self, summary: ExecutionSummary) -> None:
        """
        Does nothing for an execution that has ended, with all that it runs after its end.

        Raises:
            StateError: It has not.
        """
        if not summary.state.terminated:
            raise self.refusal(summary, "it has not ended")
        if summary.id in self._live:
            raise self.refusal(summary, "what runs after its end still runs")

    def refusal(self, summary: ExecutionSummary, reason: str) -> StateError:
        """Returns the error for an operation that the present state of an execution does not allow."""
        owner = summary.owner
        if not summary.state.terminated and owner != self._surroundings.engine_id and self._surroundings.alive(owner):
            return StateError(
                f"Execution {summary.id} is {summary.state}; engine {owner}, which shares this home, runs it.",
                remedy="Ask there, or stop that engine: then this one takes the execution over at its next start.",
            )
        return StateError(f"Execution {summary.id} is {summary.state}; {reason}.")
