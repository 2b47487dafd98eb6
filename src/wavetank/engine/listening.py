"""What the engine does for each kind of trigger, as a task of the loop that runs until the trigger is taken away."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import anyio
import anyio.to_thread
from msgspec.structs import replace

from wavetank.abc.event_source import PlannedTrigger, Poll, PollingTrigger, RealtimeTrigger
from wavetank.engine.failure import failure_text
from wavetank.engine.planned import Planned
from wavetank.engine.source_context import EngineSourceContext
from wavetank.engine.watch import WatchState
from wavetank.model.event import Event, Outcome
from wavetank.model.level import Level
from wavetank.model.zone import iso_text, server_zone

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from wavetank.engine.conductor import Conductor
    from wavetank.engine.intake import Intake, Received
    from wavetank.engine.journal import Journal
    from wavetank.engine.stopped import Stopped
    from wavetank.engine.surroundings import Surroundings
    from wavetank.engine.watch import Watch
    from wavetank.model.event import Verdict
    from wavetank.model.flow import Flow
    from wavetank.model.log_entry import LogEntry

_LONGEST_PAUSE = 30.0


class Listening:
    """
    Leads the triggers of an engine; one call of `follow` is the life of one trigger.

    Attributes:
        planned: Leads those whose dates are known beforehand.
    """

    def __init__(
        self,
        surroundings: Surroundings,
        journal: Journal,
        intake: Intake,
        conductor: Conductor,
        changed: Callable[[str], None],
    ) -> None:
        self._surroundings = surroundings
        self._journal = journal
        self._intake = intake
        self._conductor = conductor
        self._changed = changed
        self._loop = asyncio.get_running_loop()
        self.planned = Planned(surroundings, intake, self)

    def context(self, watch: Watch) -> EngineSourceContext:
        """Returns what a trigger may use."""
        return EngineSourceContext(self._surroundings, lambda: watch.flow, watch.trigger_id, self._log)

    def fire_context(self, flow: Flow, trigger_id: str) -> EngineSourceContext:
        """Returns what a trigger may use while it is fired by hand."""
        return EngineSourceContext(self._surroundings, lambda: flow, trigger_id, self._log)

    def _log(self, entry: LogEntry) -> None:
        self._loop.call_soon_threadsafe(self._journal.keep, entry)

    async def follow(self, watch: Watch) -> None:
        """Listens, polls or waits for a trigger, until it is cancelled."""
        trigger = watch.trigger
        if isinstance(trigger, RealtimeTrigger):
            await self._listen(watch)
        elif isinstance(trigger, PollingTrigger):
            await self._poll_on(watch)
        elif isinstance(trigger, PlannedTrigger):
            await self.planned.follow(watch)

    async def _listen(self, watch: Watch) -> None:
        pause = 1.0
        while True:
            context = _ListenContext(self, watch)
            trigger = watch.trigger
            assert isinstance(trigger, RealtimeTrigger)  # noqa: S101 - follow() looked
            try:
                with self._surroundings.rest.waiting():
                    await self._listen_to(trigger, context)
            except Exception as error:  # noqa: BLE001 - a source may fail in any way, and is tried again
                context.let_go_of_log()
                self.report(watch, error, again=pause if not context.was_ready else 1.0)
            pause = 1.0 if context.was_ready else min(pause * 2, _LONGEST_PAUSE)
            await self._surroundings.clock.sleep_until(self._surroundings.clock.now() + timedelta(seconds=pause))

    async def _listen_to(self, trigger: RealtimeTrigger, context: _ListenContext) -> None:
        receiver = self._surroundings.receiver
        if receiver is None:
            await trigger.listen(context)
        else:
            await receiver.listen(trigger, context)

    async def receive(self, watch: Watch, events: Sequence[Event]) -> list[Verdict]:
        """Takes events in, when there is room for them."""
        with self._surroundings.rest.waiting():
            await self._conductor.room()
        return await self._intake.receive(watch.flow, watch.trigger, events)

    async def _poll_on(self, watch: Watch) -> None:
        if watch.stored.next_date is None:
            self.plan(watch, date=watch.stored.date, next_date=self._surroundings.clock.now())
        await self.wait_for_last(watch, [])
        watch.fresh = False
        while watch.stored.next_date is not None:
            await self.wait(watch, watch.stored.next_date)
            self.show(watch, WatchState.LISTENING, "polling")
            due, verdicts = watch.stored.next_date, await self._look(watch)
            now, trigger = self._surroundings.clock.now(), watch.trigger
            assert isinstance(trigger, PollingTrigger)  # noqa: S101 - follow() looked
            self.plan(watch, date=due, next_date=now + trigger.interval)
            await self.wait_for_last(watch, verdicts)

    async def _look(self, watch: Watch) -> list[Verdict]:
        trigger = watch.trigger
        assert isinstance(trigger, PollingTrigger)  # noqa: S101 - follow() looked
        try:
            return await self.poll(watch)
        except Exception as error:  # noqa: BLE001 - a source may fail in any way, and is tried again
            self.report(watch, error, again=trigger.interval.total_seconds())
            if not trigger.fail_on_trigger_error:
                return []
            text = self._surroundings.masked(failure_text(error))
            return await self._intake.fail(watch.flow, trigger, self._moment_of(watch), "poll", text)

    def objection(self, watch: Watch) -> str:
        """Returns why the conditions of a polling trigger keep it from looking now; empty if they do not."""
        stop = self._intake.judging.objection(watch.flow, watch.trigger, self._moment_of(watch))
        return stop.reason if stop is not None else ""

    def _moment_of(self, watch: Watch) -> Event:
        """The event of a look itself, by which it is known when it makes a FAILED execution."""
        due = watch.stored.next_date or self._surroundings.clock.now()
        return Event(
            identities=(f"poll/{due.isoformat()}",), variables={"date": iso_text(due.astimezone(server_zone()))}
        )

    async def poll(self, watch: Watch) -> list[Verdict]:
        """
        Looks once at the source of a polling trigger, if its conditions hold.

        The event is kept, then acknowledged to the source, and only then its execution starts.
        """
        async with watch.polling:
            trigger = watch.trigger
            assert isinstance(trigger, PollingTrigger)  # noqa: S101 - only called for these
            stop = self._intake.judging.objection(watch.flow, trigger, self._moment_of(watch))
            if stop is not None:
                return await self._not_looked(watch, stop)
            found = await anyio.to_thread.run_sync(self._found, watch, trigger, abandon_on_cancel=True)
            if found is None:
                return []
            kept = [] if found.event is None else await self._keep(watch, found.event)
            verdicts = [verdict for received in kept for verdict in received.verdicts]
            try:
                if self._known_throughout(watch, verdicts):
                    await anyio.to_thread.run_sync(found.acknowledge)
            finally:
                for received in kept:
                    self._intake.start(received)
            return verdicts

    def _found(self, watch: Watch, trigger: PollingTrigger) -> Poll | None:
        context = EngineSourceContext(
            self._surroundings, lambda: watch.flow, watch.trigger_id, self._log, to_file=watch.trigger.log_to_file
        )
        try:
            found = trigger.poll(context)
        except Exception:
            context.let_go_of_log()
            raise
        if found is not None and found.event is not None:
            found.event = context.keep_log(found.event)
        return found

    async def _not_looked(self, watch: Watch, stop: Stopped) -> list[Verdict]:
        if stop.failed is None:
            self.context(watch).log(Level.DEBUG, f"Not polled: {stop.reason}")
            return []
        return await self._intake.fail(watch.flow, watch.trigger, self._moment_of(watch), stop.stage, stop.reason)

    async def _keep(self, watch: Watch, event: Event) -> list[Received]:
        """Has an event kept; if nobody waits for that any more, its execution starts as soon as it is on disk."""
        keeping = asyncio.ensure_future(self._intake.keep(watch.flow, watch.trigger, [event], tested=True))
        try:
            return await asyncio.shield(keeping)
        except asyncio.CancelledError:
            keeping.add_done_callback(self._start_all)
            raise

    def _start_all(self, keeping: asyncio.Future[list[Received]]) -> None:
        if not keeping.cancelled() and keeping.exception() is None:
            for received in keeping.result():
                self._intake.start(received)

    def _known_throughout(self, watch: Watch, verdicts: Sequence[Verdict]) -> bool:
        """Returns whether no part of an event was refused only because another part of it came before."""
        refused = [verdict.identity for verdict in verdicts if verdict.outcome is Outcome.DUPLICATE]
        context = self.context(watch)
        if len(context.fired(refused)) == len(set(refused)):
            return True
        context.log(Level.INFO, "Another engine took a part of what was found; the next poll takes up the rest.")
        return False

    async def wait(self, watch: Watch, date: datetime) -> None:
        """Shows when a trigger is due next, and returns then."""
        self.show(watch, WatchState.WAITING, f"next {date:%Y-%m-%d %H:%M:%S %Z}")
        await self._surroundings.clock.sleep_until(date)

    async def wait_for_last(self, watch: Watch, verdicts: Sequence[Verdict]) -> None:
        """Waits for the execution that the trigger made: it fires again only after that (semantics, section 11.2)."""
        made = next((verdict.execution_id for verdict in verdicts if verdict.execution_id), None)
        made = made or watch.last_execution or self._open_execution(watch)
        if made is None or watch.trigger.allow_concurrent:
            return
        watch.last_execution = made
        with self._surroundings.rest.waiting():
            await self._conductor.ended(made)
        watch.last_execution = None

    def _open_execution(self, watch: Watch) -> str | None:
        """The execution that the trigger made in an earlier life of this engine."""
        if not watch.fresh:
            return None
        return self._conductor.made_by_triggers.first(watch.flow.key, watch.trigger_id)

    def plan(self, watch: Watch, *, date: datetime | None, next_date: datetime | None) -> None:
        """Notes what was handled last and what is due next."""
        watch.stored = replace(watch.stored, date=date, next_date=next_date)
        self._journal.keep_trigger(watch.stored)

    def show(self, watch: Watch, state: WatchState, detail: str = "") -> None:
        """Notes what a trigger is doing, and tells those who show it."""
        watch.state, watch.detail = state, detail
        self._changed(watch.flow.key)

    def report(self, watch: Watch, error: Exception, *, again: float) -> None:
        """Shows and logs what went wrong with a trigger, and in how many seconds it is tried again."""
        text = self._surroundings.masked(failure_text(error))
        self.context(watch).log(Level.WARN, text)
        wait = timedelta(seconds=round(again))
        self.show(watch, WatchState.FAILED, f"{text} (again in {wait})")


class _ListenContext(EngineSourceContext):
    """The ListenContext of one call of `listen`."""

    def __init__(self, listening: Listening, watch: Watch) -> None:
        super().__init__(
            listening._surroundings,  # noqa: SLF001 - of the same module
            lambda: watch.flow,
            watch.trigger_id,
            listening._log,  # noqa: SLF001 - as above
            to_file=watch.trigger.log_to_file,
        )
        self._listening = listening
        self._watch = watch
        self.was_ready = False

    async def receive(self, events: Sequence[Event]) -> None:
        """Hands events over; returns when they may be acknowledged."""
        if self._watch.trigger.log_to_file and events:
            first = await anyio.to_thread.run_sync(self.keep_log, events[0])
            events = [first, *events[1:]]
        await self._listening.receive(self._watch, events)

    def ready(self, detail: str = "") -> None:
        """Says that the trigger listens, and how it stands."""
        self.was_ready = True
        self._listening.show(self._watch, WatchState.LISTENING, detail)
