from __future__ import annotations

import hashlib
import hmac
import json
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from wavetank.abc.event_source import (
    CalledTrigger,
    FiredTrigger,
    PlannedTrigger,
    PollingTrigger,
    ReactingTrigger,
    RealtimeTrigger,
)
from wavetank.engine.failure import failure_text
from wavetank.engine.task_set import TaskSet, halt
from wavetank.engine.watch import Watch, WatchState
from wavetank.errors import NotFoundError

if TYPE_CHECKING:
    from wavetank.engine.journal import Journal
    from wavetank.engine.listening import Listening
    from wavetank.engine.surroundings import Surroundings
    from wavetank.model.flow import Flow
    from wavetank.model.trigger import Trigger

WatchKey = tuple[str, str]


class Supervisor:
    """
    Keeps the triggers of all deployed flows at work, and swaps a flow under them.

    Attributes:
        watches: By flow key and trigger id; replaced as a whole, so that any thread may read it.
        started: Triggers listen; until then they are only known, and their states can be set.
    """

    def __init__(self, surroundings: Surroundings, journal: Journal, listening: Listening) -> None:
        self._surroundings = surroundings
        self._journal = journal
        self._listening = listening
        self._tasks = TaskSet()
        self.watches: dict[WatchKey, Watch] = {}
        self._by_flow: dict[str, dict[str, Watch]] = {}
        self.started = False

    async def deploy(self, flow: Flow, *, paused: bool | None = None) -> None:
        """
        Takes a new revision of a flow, whose triggers do not listen if it is `paused`; None: as they did before.

        A trigger whose listener would be the same keeps it: a consumer stays connected, with its position. Removed and
        changed triggers are stopped before the new ones start.
        """
        digests = {trigger.id: listener_digest(trigger) for trigger in flow.triggers}
        for watch in self.of(flow.key):
            if digests.get(watch.trigger_id) != watch.digest:
                await self._stop(watch)
                self._journal.keep_trigger(replace(watch.stored, date=None, next_date=None, listener="", heard=None))
        states = self._surroundings.store.triggers(flow.namespace, flow.id) if flow.triggers else ()
        stored = {state.trigger_id: state for state in states}
        for trigger in flow.triggers:
            present = self.watches.get((flow.key, trigger.id))
            watch = present or Watch(flow, trigger, stored.get(trigger.id), digests[trigger.id])
            watch.flow = flow
            self._put(watch)
            if paused is not None and watch.stored.paused is not paused:
                self._pause(watch, on=paused)
            await self._set_going(watch)

    def _put(self, watch: Watch) -> None:
        key, trigger_id = watch.flow.key, watch.trigger_id
        self.watches = {**self.watches, (key, trigger_id): watch}
        self._by_flow[key] = {**self._by_flow.get(key, {}), trigger_id: watch}

    def _take_out(self, watch: Watch) -> None:
        key, trigger_id = watch.flow.key, watch.trigger_id
        self.watches = {other: kept for other, kept in self.watches.items() if other != (key, trigger_id)}
        left = {other: kept for other, kept in self._by_flow.get(key, {}).items() if other != trigger_id}
        if left:
            self._by_flow[key] = left
        else:
            self._by_flow.pop(key, None)

    def _pause(self, watch: Watch, *, on: bool) -> None:
        """Notes that the flow of a trigger was deployed without listening, or is deployed to listen again."""
        watch.fresh = watch.fresh and on
        due = {} if watch.stored.backfill is not None else {"next_date": None}
        watch.stored = replace(watch.stored, paused=on, **due)
        self._journal.keep_trigger(watch.stored)

    async def remove(self, flow_key: str) -> None:
        """Stops all triggers of a flow."""
        for watch in self.of(flow_key):
            await self._stop(watch)
            self._listen_no_more(watch)

    async def switch(self, flow_key: str, trigger_id: str, *, on: bool) -> None:
        """Pauses a trigger, or has it go on; remembered over restarts. Dates that pass meanwhile are not missed."""
        await self.change(self.watch(flow_key, trigger_id), disabled=not on)

    async def change(self, watch: Watch, **state: Any) -> None:
        """
        Sets the state of a trigger: `date`, `next_date`, `disabled`, `backfill`; it goes on from there, once that is
        on disk.

        Without a `next_date`, one that is switched off has none, and one that is switched on finds its own.
        """
        if watch.task is not None:
            await halt(watch.task)
            watch.task = None
        watch.fresh = watch.fresh and state.get("disabled") is not False
        if "date" in state or ("disabled" in state and watch.stored.backfill is None):
            state.setdefault("next_date", None)
        if state.get("disabled") is False:
            state["paused"] = False
        if "date" in state:
            watch.fresh = True
        elif state.get("disabled") is False and isinstance(watch.trigger, ReactingTrigger):
            state["date"] = self._surroundings.clock.now()
        watch.stored = replace(watch.stored, **state)
        self._journal.keep_trigger(watch.stored)
        await self._journal.committed()
        await self._set_going(watch)

    def watch(self, flow_key: str, trigger_id: str) -> Watch:
        """
        Returns a trigger at work.

        Raises:
            NotFoundError: The flow has no such trigger.
        """
        watch = self.watches.get((flow_key, trigger_id))
        if watch is None:
            known = ", ".join(watch.trigger_id for watch in self.of(flow_key)) or "no trigger"
            raise NotFoundError(f"Flow {flow_key} has no trigger {trigger_id!r}.", remedy=f"It has: {known}.")
        return watch

    def called(self, flow_key: str, key: str) -> Watch | None:
        """Returns the webhook of a flow that has this key, compared in constant time; None if none has."""
        found = None
        for watch in self.of(flow_key):
            if watch.key and hmac.compare_digest(watch.key.encode(), key.encode()):
                found = watch
        return found

    async def halt(self) -> None:
        """Stops all triggers; nothing is forgotten."""
        await self._tasks.halt()

    def of(self, flow_key: str) -> list[Watch]:
        """Returns the triggers of a flow; any thread may ask."""
        return list(self._by_flow.get(flow_key, {}).values())

    async def _stop(self, watch: Watch) -> None:
        if watch.task is not None:
            await halt(watch.task)
            watch.task = None
        self._take_out(watch)

    async def _set_going(self, watch: Watch) -> None:
        trigger = watch.trigger
        off = watch.flow.disabled or trigger.disabled
        if not self.started:
            self._listening.show(watch, WatchState.OFF, "the engine is not started")
        elif off or watch.stored.paused or watch.stored.disabled:
            if watch.task is not None:
                await halt(watch.task)
                watch.task = None
            state = WatchState.OFF if off else WatchState.PAUSED
            watch.key = ""
            self._listen_no_more(watch)
            self._listening.show(watch, state, "disabled in the flow" if off else "paused")
        elif isinstance(trigger, CalledTrigger):
            self._open_door(watch, trigger)
        elif isinstance(trigger, ReactingTrigger):
            self._listen_in(watch)
        elif isinstance(trigger, FiredTrigger):
            self._listening.show(watch, WatchState.WAITING, trigger.reached)
        elif isinstance(trigger, PollingTrigger | RealtimeTrigger | PlannedTrigger):
            self._start(watch)

    def _listen_in(self, watch: Watch) -> None:
        if watch.stored.date is None:
            watch.stored = replace(watch.stored, date=self._surroundings.clock.now())
            self._journal.keep_trigger(watch.stored)
        self._listening.show(watch, WatchState.LISTENING)

    def _listen_no_more(self, watch: Watch) -> None:
        """A Flow trigger hears nothing of what happens while it does not listen."""
        if isinstance(watch.trigger, ReactingTrigger) and watch.stored.date is not None:
            watch.stored = replace(watch.stored, date=None, heard=None)
            self._journal.keep_trigger(watch.stored)

    def _start(self, watch: Watch) -> None:
        if watch.task is None or watch.task.done():
            name = f"trigger {watch.flow.key}.{watch.trigger_id}"
            self._listening.show(watch, WatchState.STARTING)
            watch.task = self._tasks.start(self._listening.follow(watch), name)

    def _open_door(self, watch: Watch, trigger: CalledTrigger) -> None:
        before = len(self._surroundings.masked)
        try:
            watch.key = trigger.rendered_key(self._listening.context(watch))
        except Exception as error:  # noqa: BLE001 - whatever fails in an expression is shown at the trigger
            watch.key = ""
            self._listening.show(watch, WatchState.FAILED, self._surroundings.masked(failure_text(error)))
            return
        watch.secret_key = self._surroundings.masked(watch.key) != watch.key or len(self._surroundings.masked) > before
        self._listening.show(watch, WatchState.LISTENING)


def listener_digest(trigger: Trigger) -> str:
    """Returns a digest of what a trigger's listener depends on."""
    return hashlib.sha256(json.dumps(trigger.listener(), sort_keys=True, default=str).encode()).hexdigest()[:16]
