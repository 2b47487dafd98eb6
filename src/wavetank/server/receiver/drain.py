from __future__ import annotations

import asyncio
import logging
from itertools import groupby
from typing import TYPE_CHECKING

from wavetank.model.event import Outcome, Verdict

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Sequence
    from typing import Any

    from wavetank.engine.runtime import Runtime
    from wavetank.model.event import Event
    from wavetank.server.receiver.inbox import Inbox, Letter

    KeepLog = Callable[[str, str, Event], Awaitable[Event]]

_AT_ONCE = 500
_AGAIN_SECONDS = 1.0
logger = logging.getLogger(__name__)


class Drain:
    """
    Takes the events of an inbox in, by the way of all events, the oldest first; then they are forgotten there.

    If the process dies in between they are taken in again, and known by their identities.

    Args:
        runtime: The engine.
        inbox: What is emptied.
        keep_log: Returns an event of a trigger, by flow and id, with the file of what the trigger logged before it.
    """

    def __init__(self, runtime: Runtime, inbox: Inbox, keep_log: KeepLog | None = None) -> None:
        self._runtime = runtime
        self._inbox = inbox
        self._keep_log = keep_log
        self._batches: list[asyncio.Future[None]] = []

    async def taken(self, flow_key: str, trigger_id: str, identity: str) -> None:
        """Returns when an event lies in the inbox no more: what became of it is on disk."""
        while self._inbox.holds(flow_key, trigger_id, identity):
            batch: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._batches.append(batch)
            await batch

    async def run(self) -> None:
        """Returns when the inbox is empty."""
        while True:
            try:
                letters = self._inbox.oldest(_AT_ONCE)
                if not letters:
                    return
                await self._runtime.conductor.room()
                await asyncio.gather(*self._all_taken(letters))
                self._inbox.forget(letters[-1].position)
                batches, self._batches = self._batches, []
                for batch in batches:
                    if not batch.done():
                        batch.set_result(None)
            except Exception:
                logger.exception("What lies in the inbox cannot be taken in; it stays there and is tried again.")
                await asyncio.sleep(_AGAIN_SECONDS)

    def _all_taken(self, letters: Sequence[Letter]) -> list[Coroutine[Any, Any, object]]:
        """Has all of them taken in in one turn of the loop, and so in one commit."""
        return [
            self._taken(flow, trigger_id, list(group))
            for (flow, trigger_id), group in groupby(letters, lambda letter: (letter.flow, letter.trigger_id))
        ]

    async def _taken(self, flow_key: str, trigger_id: str, letters: Sequence[Letter]) -> None:
        flow = self._runtime.flows.get(flow_key)
        trigger = flow.trigger(trigger_id) if flow is not None else None
        events = [letter.event for letter in letters]
        if flow is not None and trigger is not None:
            if trigger.log_to_file and self._keep_log is not None:
                events = [await self._keep_log(flow_key, trigger_id, events[0]), *events[1:]]
            await self._runtime.intake.receive(flow, trigger, events)
            return
        namespace, _, flow_id = flow_key.rpartition(".")
        for event in events:
            verdict = Verdict(
                id=self._runtime.surroundings.ids(),
                at=self._runtime.now(),
                namespace=namespace,
                flow_id=flow_id,
                trigger_id=trigger_id,
                identity=event.identities[0],
                outcome=Outcome.FAILED,
                stage="flow",
                reason=self._why_nobody(namespace, flow_id),
                payload=self._runtime.intake.payload_of(event),
            )
            self._runtime.journal.judge(verdict)
        await self._runtime.journal.committed()

    def _why_nobody(self, namespace: str, flow_id: str) -> str:
        """Returns why an event that was acknowledged makes no execution."""
        stored = self._runtime.surroundings.store.flow(namespace, flow_id)
        if stored is None or stored.deleted or f"{namespace}.{flow_id}" in self._runtime.flows:
            return "The flow or its trigger was removed before the event could be taken in."
        return "The flow cannot be read by this release or installation. Deploy it, and fire the event again."
