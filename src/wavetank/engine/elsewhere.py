from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from typing import TYPE_CHECKING

import anyio.to_thread
from msgspec.structs import replace

from wavetank.core.progress import Progress
from wavetank.engine.task_set import TaskSet
from wavetank.errors import StoreError
from wavetank.model.records import ExecutionEntered, RunsRearranged

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Sequence

    from wavetank.engine.journal import Journal
    from wavetank.engine.surroundings import Surroundings
    from wavetank.engine.watch import Watch
    from wavetank.model.execution_summary import ExecutionSummary
    from wavetank.model.flow import Flow
    from wavetank.model.mark import Mark
    from wavetank.model.records import AnyRecord

_PAUSE_SECONDS = 0.5
# So many records are read again at the next start, at most; what was told has a verdict by then, and is passed over.
_MOST_BEHIND = 1000
_PORTION = 2000
logger = logging.getLogger(__name__)


class Elsewhere:
    """
    Has Flow triggers told of what this engine did not see happen: what other engines of the home write, looked for
    twice a second, and what was written while nobody listened for the trigger.

    Up to where the records of the home were told to a trigger is kept with its state. Whoever listens for it next goes
    on from there: the next engine, or one that deployed its flow earlier, once the last one that did is dead. As long
    as nobody else writes to the home, a look costs a few microseconds.

    Args:
        listeners: Returns the Flow triggers that listen in this engine.
        concerns: Whether a trigger is to be told of an execution.
        flow_of: Returns the revision that an execution ran with, None if it can no longer be read.
        tell: Called with triggers, an execution as it stands, and which of its changes of state are news; returns when
            there is room for more.
        regained: Called with a trigger that another engine listened for in between.
    """

    def __init__(
        self,
        surroundings: Surroundings,
        journal: Journal,
        *,
        listeners: Callable[[], Sequence[Watch]],
        concerns: Callable[[Watch, ExecutionSummary], bool],
        flow_of: Callable[[ExecutionSummary], Flow | None],
        tell: Callable[[Sequence[Watch], Progress, Sequence[int]], Awaitable[None]],
        regained: Callable[[Watch], None],
    ) -> None:
        self._surroundings = surroundings
        self._journal = journal
        self._listeners = listeners
        self._concerns = concerns
        self._flow_of = flow_of
        self._tell = tell
        self._regained = regained
        self._tasks = TaskSet()
        self._looking = asyncio.Lock()
        self._looks_on = False
        self._mark: Mark | None = None
        self._told: dict[Watch, int] = {}
        self._missed: dict[Watch, tuple[int, int]] = {}
        self._held: dict[Watch, str] = {}
        self._spoken: set[Watch] = set()

    def take_up(self, watches: Iterable[Watch]) -> None:
        """Looks from now on for triggers that listen, until none does any more."""
        if not self._surroundings.store.shared:
            return
        for watch in watches:
            if watch not in self._told and watch not in self._held:
                self._gain(watch)
        if not self._looks_on and (self._told or self._held):
            self._looks_on = True
            self._tasks.start(self._look_on(), "executions of other engines")

    def drop(self, watch: Watch) -> None:
        """Looks no more for a trigger that has stopped listening."""
        for known in (self._told, self._missed, self._held):
            known.pop(watch, None)

    def lose(self, watch: Watch, owner: str) -> None:
        """Leaves a trigger to the engine that has deployed its flow since, as long as that is alive."""
        self.drop(watch)
        if self._surroundings.store.shared:
            self._held[watch] = owner

    def spoke(self, watch: Watch) -> None:
        """Takes in that a trigger was told of something."""
        self._spoken.add(watch)

    def look_back(self) -> None:
        """Has the last moments looked at again: executions that were taken over from others count as own ones now."""
        position = self._surroundings.store.mark().position
        for watch, told in self._told.items():
            self._missed[watch] = (min(told, *self._missed.get(watch, (told,))), position)

    def holder(self, watch: Watch) -> str | None:
        """
        Returns the engine that listens for a trigger in the place of this one: the last that deployed its flow.

        Raises:
            StoreError: The store cannot be read.
        """
        stored = self._surroundings.store.flow(watch.flow.namespace, watch.flow.id)
        if stored is None or stored.owner == self._surroundings.engine_id:
            return None
        return stored.owner if stored.deleted or self._surroundings.alive(stored.owner) else None

    async def halt(self) -> None:
        """Looks no more; the next engine goes on from there."""
        await self._tasks.halt()
        try:
            self._keep(behind=1)
        except StoreError as error:
            logger.warning("What other engines did is looked at again at the next start: %s", error)

    async def _look_on(self) -> None:
        while self._told or self._held:
            await self.look()
            # Not by the engine's clock: others do not live by a clock that is moved by hand.
            with self._surroundings.rest.waiting():
                await asyncio.sleep(_PAUSE_SECONDS)
        self._looks_on, self._mark = False, None

    async def look(self) -> None:
        """Tells of what was written since the last look; what cannot be read now is told at the next one."""
        try:
            async with self._looking:
                self._review()
                await self._tell_missed()
                await self._tell_new()
                self._keep(behind=_MOST_BEHIND)
        except StoreError as error:
            logger.warning("What other engines did is looked at again: %s", error)

    def _review(self) -> None:
        listening = dict.fromkeys(self._listeners())
        for gone in (self._told.keys() | self._held.keys()) - listening.keys():
            self.drop(gone)
        dead = {owner for owner in set(self._held.values()) if not self._surroundings.alive(owner)}
        for watch in listening:
            if self._held.get(watch) in dead:
                del self._held[watch]
                self._gain(watch)
                self._regained(watch)
            elif watch not in self._told and watch not in self._held:
                self._gain(watch)

    def _gain(self, watch: Watch) -> None:
        try:
            owner = self.holder(watch)
            if owner is not None:
                self._held[watch] = owner
                return
            position, since = self._surroundings.store.mark().position, self._since(watch)
        except StoreError as error:
            logger.warning("What other engines did is looked at later: %s", error)
            return
        if since is None:
            self._note(watch, position)
        elif since < position:
            self._missed[watch] = (since, position)
        self._told[watch] = position

    def _since(self, watch: Watch) -> int | None:
        """Returns up to where a trigger was told, by anybody; None if it begins to listen now."""
        if watch.stored.heard is None:
            return None
        states = self._surroundings.store.triggers(watch.flow.namespace, watch.flow.id)
        return next((state.heard for state in states if state.trigger_id == watch.trigger_id), None)

    async def _tell_missed(self) -> None:
        spans = defaultdict(list)
        for watch, span in self._missed.items():
            spans[span].append(watch)
        for span, watches in spans.items():
            await self._read(watches, "", *span)
            for watch in watches:
                if self._missed.get(watch) == span:
                    del self._missed[watch]

    async def _tell_new(self) -> None:
        now = self._surroundings.store.mark()
        positions = defaultdict(list)
        for watch, position in self._told.items():
            if position < now.position:
                positions[position].append(watch)
        if self._mark is None or now.writes != self._mark.writes:
            for position, watches in positions.items():
                await self._read(watches, self._surroundings.engine_id, position, now.position)
        for watches in positions.values():
            self._told |= {watch: now.position for watch in watches if watch in self._told}
        self._mark = now

    async def _read(self, watches: Sequence[Watch], but_of: str, after: int, until: int) -> None:
        """Tells of what stands between two positions, a portion at a time: it may be all that weeks have left."""
        store = self._surroundings.store
        for start in range(after, until, _PORTION):
            end = min(start + _PORTION, until)
            told = [
                await self._tell_of(watches, summary, known)
                for summary, known in await anyio.to_thread.run_sync(store.written_by_others, but_of, start, end)
            ]
            if any(told) and end < until:
                # An execution that goes on in the next portion was told as it stands: its verdicts are to be seen.
                await self._journal.kept()

    async def _tell_of(self, watches: Sequence[Watch], summary: ExecutionSummary, known: int) -> bool:
        concerned = [watch for watch in watches if watch in self._told and self._concerns(watch, summary)]
        flow = self._flow_of(summary) if concerned else None
        if flow is None:
            return False
        progress, news = await anyio.to_thread.run_sync(self._folded, flow, summary.id, known)
        await self._tell(concerned, progress, news)
        return True

    def _folded(self, flow: Flow, execution_id: str, known: int) -> tuple[Progress, list[int]]:
        """Returns an execution, and which of its changes of state are news after its first `known` records."""
        progress, news = Progress(flow), list[int]()
        for number, record in enumerate(self._surroundings.store.records(execution_id), 1):
            before, upkeep = len(progress.state.history), progress.finished and _ends(record)
            progress.apply(record)
            if isinstance(record, RunsRearranged) and record.history:
                # The states that a replay takes over were told when the other execution entered them.
                news.clear()
            elif number > known and not upkeep:
                news += range(before, len(progress.state.history))
        return progress, news

    def _keep(self, *, behind: int) -> None:
        """Notes up to where triggers were told: those that were told something, or are so many records behind."""
        spoken, self._spoken = self._spoken, set()
        for watch, position in tuple(self._told.items()):
            further = position - (watch.stored.heard or 0)
            if watch not in self._missed and further >= (1 if watch in spoken else behind):
                owner = self.holder(watch)
                if owner is None:
                    self._note(watch, position)
                else:
                    self.lose(watch, owner)

    def _note(self, watch: Watch, position: int) -> None:
        watch.stored = replace(watch.stored, heard=position)
        self._journal.keep_trigger(watch.stored)


def _ends(record: AnyRecord) -> bool:
    """Whether a record gives an execution a state in which it ends; one that had ended does not end again by it."""
    return isinstance(record, ExecutionEntered) and record.state.terminated
