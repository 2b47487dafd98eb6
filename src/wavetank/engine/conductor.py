from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from wavetank.core.admission import admitted
from wavetank.core.advance import Decision, advance, first_error, recover
from wavetank.core.coercion import coerce_output
from wavetank.core.effects import (
    AnswerQuestion,
    AskAfterRound,
    Begin,
    ChooseListeners,
    CloseDirectory,
    Conclude,
    Renew,
    StartTask,
    Wake,
    WatchSla,
)
from wavetank.core.variables import execution_variables
from wavetank.core.written import as_written
from wavetank.engine.descendants import Descendants
from wavetank.engine.listeners import chosen_listeners
from wavetank.engine.live_execution import LiveExecution
from wavetank.engine.places import Places
from wavetank.engine.promises import Promises
from wavetank.engine.timers import Timers
from wavetank.engine.trigger_executions import TriggerExecutions
from wavetank.errors import WavetankError
from wavetank.model.records import ExecutionEnded, ExecutionEntered, ExecutionStarted, ListenersChosen
from wavetank.model.state import State

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wavetank.core.effects import Effect
    from wavetank.core.progress import Progress
    from wavetank.engine.dispatcher import Dispatcher
    from wavetank.engine.journal import Journal
    from wavetank.engine.renewals import Renewals
    from wavetank.engine.surroundings import Surroundings
    from wavetank.model.flow import Flow
    from wavetank.model.records import AnyRecord

MOST_LIVE = 20_000
"""Above this number of executions that have not ended, sources wait before more of their events are taken on."""


class Conductor:
    """
    Leads executions from record to record: take in, decide, write, and only then do what follows.

    Args:
        dispatcher: Does the work; it hands records back through `proceed`.

    Attributes:
        live: The executions that this engine runs, by id.
        descendants: Which of them were made by which.
        made_by_triggers: Which of them triggers made.
        places: Those of flows that limit how many run at a time.
        renewals: Creates executions in the place of failed ones.
    """

    renewals: Renewals

    def __init__(self, surroundings: Surroundings, journal: Journal, dispatcher: Dispatcher) -> None:
        self._surroundings = surroundings
        self._journal = journal
        self._dispatcher = dispatcher
        self.live: dict[str, LiveExecution] = {}
        self.descendants = Descendants()
        self.made_by_triggers = TriggerExecutions()
        self.places = Places()
        self._ends: dict[str, asyncio.Event] = {}
        self._freed = asyncio.Event()
        self._timers = Timers(surroundings, self)
        self._doing = self._ways(dispatcher, self._timers)
        self._promises = Promises(surroundings, journal)
        dispatcher.conductor = self

    def proceed(self, live: LiveExecution, records: Sequence[AnyRecord]) -> None:
        """Takes in what happened, and has what follows from it done once it is on disk."""
        if live.progress.finished or not self._leads(live):
            return
        state = live.progress.state.state
        records = [record for record in records if live.progress.counts(record)]
        for record in records:
            live.progress.apply(record)
        decision = self.decide(live)
        self.write(live, [*records, *decision.records], decision.effects, was=state)

    def reopen(self, live: LiveExecution, records: Sequence[AnyRecord]) -> None:
        """Takes in records that open an execution again which had ended, and goes on with it."""
        was = live.progress.state.state
        for record in records:
            live.progress.apply(record)
        decision = recover(live.progress, self._surroundings.clock.now(), self._surroundings.ids)
        self.lead(live)
        self.write(live, [*records, *decision.records], decision.effects, was=was)

    def lead(self, live: LiveExecution) -> None:
        """Leads an execution from now on."""
        self.live[live.id] = live
        self.descendants.add(live.progress.state.created)
        self.made_by_triggers.add(live)
        self.places.look_at(live)

    def show(self, live: LiveExecution) -> None:
        """Writes the row of an execution, which changed without its state."""
        self._journal.own(live.summary())

    async def written(self) -> None:
        """Returns when all that was written so far is on disk."""
        await self._journal.committed()

    async def kept(self) -> None:
        """
        Returns when all that was written so far is on disk, for those who are asked by hand.

        Raises:
            StoreError: The store fails; what was written goes to disk as soon as it works again.
        """
        await self._journal.kept()

    def require(self) -> None:
        """
        Returns if the store works, as far as is known.

        Raises:
            StoreError: It fails; nothing more is taken on.
        """
        self._journal.require()

    def decide(self, live: LiveExecution) -> Decision:
        """Returns what follows from the present state of an execution."""
        if live.progress.flow.asserts:
            return self._decided(live, self._promises.at_step(live.progress))
        return advance(live.progress, self._surroundings.clock.now(), self._surroundings.ids)

    def _decided(self, live: LiveExecution, broken: Sequence[AnyRecord]) -> Decision:
        """Returns what follows from promises that were broken, perhaps none, and from the state after that."""
        self._end_early(live, broken)
        decision = advance(live.progress, self._surroundings.clock.now(), self._surroundings.ids)
        decision.records[:0] = broken
        return decision

    def _end_early(self, live: LiveExecution, records: Sequence[AnyRecord]) -> None:
        """Takes in records that, perhaps, end an execution while tasks are at work; those are stopped then."""
        for record in records:
            live.progress.apply(record)
        if records and live.progress.state.state.terminated:
            self._dispatcher.soon(self._dispatcher.kill(live.id), f"stop of execution {live.id}")

    def write(
        self, live: LiveExecution, records: Sequence[AnyRecord], effects: Sequence[Effect], was: State | None
    ) -> None:
        """Writes records that were taken in, and does the effects after the commit."""
        if records:
            changed = live.progress.state.state is not was or live.progress.finished
            self._journal.append(live.append_of(records), live.summary() if changed else None)
            if changed and live.progress.flow.concurrency is not None:
                self.places.look_at(live)
                # Its place is free when it has ended, whatever runs after that.
                self._journal.after_commit(lambda _: self.release(live.progress.flow))
        if effects:
            self.do_when_kept(live, effects)
        self.finish_when_kept(live)

    def take_over(self, progress: Progress) -> None:
        """Goes on with an execution whose owner is gone, from its last record."""
        live = LiveExecution.of(progress, self._surroundings.engine_id)
        decision = recover(live.progress, self._surroundings.clock.now(), self._surroundings.ids)
        self.lead(live)
        self._journal.own(live.summary())
        self.write(live, decision.records, decision.effects, was=None)

    def do_when_kept(self, live: LiveExecution, effects: Sequence[Effect]) -> None:
        """Does what the core asked for once all that led to it is on disk, whether or not somebody waits for that."""
        self._journal.after_commit(lambda _: self.do(live, effects))

    def _leads(self, live: LiveExecution) -> bool:
        return self.live.get(live.id) is live

    def do(self, live: LiveExecution, effects: Sequence[Effect]) -> None:
        """Does what the core asked for, unless somebody else leads the execution now."""
        if not self._leads(live):
            return
        for effect in effects:
            self._doing[type(effect)](live, effect)

    def _ways(self, dispatcher: Dispatcher, timers: Timers) -> dict[type[Effect], Callable[[LiveExecution, Any], None]]:
        return {
            AnswerQuestion: lambda live, effect: dispatcher.answer(live, effect.run_id),
            AskAfterRound: lambda live, effect: dispatcher.ask_after_round(live, effect.run_id),
            Begin: timers.begin,
            ChooseListeners: lambda live, _: self._choose_listeners(live),
            CloseDirectory: lambda live, effect: dispatcher.close(live, effect.run_id),
            Conclude: lambda live, _: self._conclude(live),
            Renew: lambda live, effect: self.renewals.renew(live, effect.begins),
            StartTask: lambda live, effect: dispatcher.start(live, effect.run_id),
            Wake: timers.wake,
            WatchSla: timers.watch,
        }

    def when_due(self, live: LiveExecution, sla_id: str) -> None:
        """Takes in that the time of an SLA is over."""
        was = live.progress.state.state
        decision = self._decided(live, self._promises.when_due(live.progress, sla_id))
        self.write(live, decision.records, decision.effects, was=was)

    def begin(self, live: LiveExecution) -> None:
        """Has an execution begin whose date has come, if there is room for it."""
        now = self._surroundings.clock.now()
        self.proceed(live, self.admission(live.progress.flow) or [ExecutionStarted(at=now)])

    def _choose_listeners(self, live: LiveExecution) -> None:
        chosen = chosen_listeners(self._surroundings, self._journal, live.progress)
        self.proceed(live, [ListenersChosen(at=self._surroundings.clock.now(), indices=chosen)])

    def _conclude(self, live: LiveExecution) -> None:
        progress = live.progress
        state, error, outputs = progress.outcome, "", None
        if state is State.FAILED:
            error = first_error(progress)
        try:
            outputs = self._outputs(progress)
        except (WavetankError, ValueError) as problem:
            state, error = State.FAILED, error or self._surroundings.masked(f"An output has no value: {problem}")
        ended = ExecutionEnded(at=self._surroundings.clock.now(), state=state, outputs=outputs, error=error)
        self.proceed(live, [ended])

    def _outputs(self, progress: Progress) -> dict[str, Any]:
        encryption = self._surroundings.encryption
        renderer = self._surroundings.renderer(progress.flow.namespace)
        variables = encryption.decrypted(self._surroundings.variables() | execution_variables(progress))
        return {
            output.id: as_written(encryption.sealed(coerce_output(output, renderer.render(output.value, variables))))
            for output in progress.flow.outputs
        }

    async def halt(self) -> None:
        """Stops all timers; they come back at the next start."""
        await self._timers.halt()

    async def ended(self, execution_id: str) -> None:
        """Returns when an execution that runs here has ended, on disk; at once if none of that id runs here."""
        if execution_id in self.live:
            await self._ends.setdefault(execution_id, asyncio.Event()).wait()

    @property
    def full(self) -> bool:
        """Whether so many executions have not ended that no more events are taken on."""
        return len(self.live) > MOST_LIVE

    async def room(self) -> None:
        """Returns when there is room for more executions."""
        while self.full:
            self._freed.clear()
            await self._freed.wait()

    def admit(self, live: LiveExecution) -> list[AnyRecord]:
        """Takes in, and returns, the records of a new execution that its flow's `concurrency` keeps from beginning."""
        state = live.progress.state
        # One that begins in the middle is at work already; if it had failed, it was looked at before.
        if state.state is not State.CREATED or state.begins is not None:
            return []
        records = self.admission(live.progress.flow)
        for record in records:
            live.progress.apply(record)
        return records

    def admission(self, flow: Flow) -> list[AnyRecord]:
        """Returns what keeps another execution of a flow from running now; nothing if it may run."""
        if flow.concurrency is None:
            return []
        return admitted(flow, self.places.held(flow.key), self._surroundings.clock.now())

    def release(self, flow: Flow) -> None:
        """Has executions begin that wait in the queue of a flow, the first of it first, as far as there is room."""
        if flow.concurrency is None:
            return
        free = flow.concurrency.limit - self.places.held(flow.key)
        for live in self.places.next_ones(flow.key, max(free, 0)):
            self.proceed(live, [ExecutionEntered(at=self._surroundings.clock.now(), state=State.RUNNING)])

    def finish_when_kept(self, live: LiveExecution) -> None:
        """Lets go of an execution in which nothing more will happen, when its last record is on disk."""
        if live.progress.finished:
            self._journal.after_commit(lambda _: self.let_go(live.id))

    async def withdraw(self, execution_id: str) -> bool:
        """
        Leads an execution no more, which keeps its place and those who wait for its end: it begins anew.

        Returns when all that runs for it has stopped and all that it wrote is on disk; whether it was led at all.
        """
        live = self.live.pop(execution_id, None)
        if live is None:
            return False
        live.cancel_timers()
        await self._dispatcher.withdraw(execution_id)
        await self._journal.committed()
        return True

    def let_go(self, execution_id: str) -> None:
        """Leads an execution no more: it has ended, or belongs to another engine now. Nothing in it begins here."""
        finished = self.live.pop(execution_id, None)
        self.descendants.remove(execution_id)
        self._freed.set()
        self._dispatcher.let_go(execution_id)
        if finished is not None:
            self.places.forget(finished)
            self.made_by_triggers.remove(finished)
            finished.cancel_timers()
            self.release(finished.progress.flow)
        if (end := self._ends.pop(execution_id, None)) is not None:
            end.set()
