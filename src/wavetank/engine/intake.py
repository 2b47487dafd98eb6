from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from wavetank.core.effects import Effect
from wavetank.core.written import as_written, clean_text
from wavetank.engine.checking import Checking
from wavetank.engine.judging import Judging
from wavetank.engine.live_execution import LiveExecution
from wavetank.engine.stopped import Stopped
from wavetank.errors import InputError
from wavetank.model.event import Event, Outcome, Verdict
from wavetank.model.level import Level
from wavetank.model.log_entry import LogEntry
from wavetank.model.records import ExecutionEnded
from wavetank.model.state import State
from wavetank.model.transaction import Creation

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wavetank.engine.conductor import Conductor
    from wavetank.engine.journal import Journal
    from wavetank.engine.surroundings import Surroundings
    from wavetank.model.flow import Flow
    from wavetank.model.records import AnyRecord, ExecutionCreated
    from wavetank.model.trigger import Trigger

_PAYLOAD = 4000


class Received(msgspec.Struct):
    """
    What became of one event.

    Attributes:
        verdicts: One for each of its identities.
        live: The execution that it made, if it made one.
        effects: What starts the execution, still to be done.
    """

    verdicts: list[Verdict]
    live: LiveExecution | None = None
    effects: list[Effect] = msgspec.field(default_factory=list)


class Intake:
    """
    The way of an event to its verdict: fault, conditions, inputs, identity, execution; on disk before anyone is told.

    All triggers come this way, and so does an event that is fired by hand.

    Attributes:
        judging: What makes an execution of an event, or tells why there is none.
    """

    def __init__(self, surroundings: Surroundings, journal: Journal, conductor: Conductor) -> None:
        self._surroundings = surroundings
        self._journal = journal
        self._conductor = conductor
        self.judging = Judging(surroundings, journal)
        self._checking = Checking(surroundings, journal)

    async def receive(self, flow: Flow, trigger: Trigger, events: Sequence[Event]) -> list[Verdict]:
        """
        Takes events in, in one commit, and starts the executions that they made.

        Returns:
            The verdicts, one for each identity, in the order of the events; they are on disk.
        """
        received = await self._taken(flow, trigger, events, then=self.start)
        return [verdict for one in received for verdict in one.verdicts]

    def take(self, flow: Flow, trigger: Trigger, events: Sequence[Event]) -> None:
        """Takes events in, and waits for nothing; those that do not concern the trigger leave no verdict."""
        self._taken(flow, trigger, events, then=self.start, quiet=True)

    async def keep(
        self, flow: Flow, trigger: Trigger, events: Sequence[Event], *, tested: bool = False
    ) -> list[Received]:
        """
        Takes events in, in one commit, and leaves the executions that they made to be started.

        With `tested`, their conditions were asked before.
        """
        return await self._taken(flow, trigger, events, then=lambda _: None, tested=tested)

    async def fail(self, flow: Flow, trigger: Trigger, event: Event, stage: str, reason: str) -> list[Verdict]:
        """Creates an execution that failed before it began: what was to make it went wrong."""
        stop = Stopped(Outcome.FAILED, stage, reason, failed=self.judging.failed(flow, trigger, event))
        received = self._failed(flow, trigger, event, stop)
        settled = self._settled(received, await self._journal.committed())
        self.start(settled)
        return settled.verdicts

    def _taken(
        self,
        flow: Flow,
        trigger: Trigger,
        events: Sequence[Event],
        then: Callable[[Received], None],
        *,
        tested: bool = False,
        quiet: bool = False,
    ) -> asyncio.Future[list[Received]]:
        """Takes events in, and has `then` called for each right after the commit, even if nobody waits any more."""
        received = [self._judge(flow, trigger, event, tested=tested, quiet=quiet) for event in events]
        done: asyncio.Future[list[Received]] = asyncio.get_running_loop().create_future()

        def settle(refused: dict[str, str]) -> None:
            settled = [self._settled(one, refused) for one in received]
            for one in settled:
                then(one)
            if not done.done():
                done.set_result(settled)

        self._journal.after_commit(settle)
        return done

    def start(self, received: Received) -> None:
        """Starts the execution that an event made, if it made one."""
        if received.live is not None:
            self._conductor.do(received.live, received.effects)

    def _judge(
        self, flow: Flow, trigger: Trigger, event: Event, *, tested: bool = False, quiet: bool = False
    ) -> Received:
        event = _as_written(event)
        if event.execution_id and self._is_known(event.execution_id):
            return self._again(flow, trigger, event)
        try:
            created = self.judging.execution_of(flow, trigger, event, tested=tested)
        except Stopped as stop:
            return Received([]) if quiet and stop.minor else self._stopped(flow, trigger, event, stop)
        live = self._live(flow, created)
        try:
            more = self.checked(live)
        except InputError as error:
            return self._stopped(flow, trigger, event, Stopped(Outcome.REJECTED, "checks", error.cause))
        verdicts = [self._verdict(flow, trigger, event, name, None, live.id) for name in event.identities]
        return Received(verdicts, live, self.create(live, tuple(verdicts), more))

    def checked(self, live: LiveExecution) -> list[AnyRecord]:
        """
        Takes in, and returns, what the checks of its flow make of a new execution: nothing, or that it failed.

        Raises:
            InputError: It is not to be created.
        """
        return self._checking.pass_through(live.progress)

    def _is_known(self, execution_id: str) -> bool:
        return execution_id in self._conductor.live or self._surroundings.store.summary(execution_id) is not None

    def _again(self, flow: Flow, trigger: Trigger, event: Event) -> Received:
        """An event that brings the id of its execution, and comes again, as after a crash, when that is there."""
        made = event.execution_id
        stop = Stopped(Outcome.DUPLICATE, "identity", _seen(made))
        verdicts = [self._verdict(flow, trigger, event, name, stop, made) for name in event.identities]
        for verdict in verdicts:
            self._journal.judge(verdict)
        return Received(verdicts)

    def _live(self, flow: Flow, created: ExecutionCreated) -> LiveExecution:
        live = LiveExecution(flow, self._surroundings.engine_id)
        live.progress.apply(created)
        return live

    def _stopped(self, flow: Flow, trigger: Trigger, event: Event, stop: Stopped) -> Received:
        if stop.failed is not None:
            return self._failed(flow, trigger, event, stop)
        if stop.outcome is Outcome.FAILED and stop.stage in ("conditions", "inputs"):
            self.judging.warn(flow, trigger, stop.reason)
        verdicts = [self._verdict(flow, trigger, event, name, stop) for name in event.identities]
        for verdict in verdicts:
            self._journal.judge(verdict)
        return Received(verdicts)

    def _failed(self, flow: Flow, trigger: Trigger, event: Event, stop: Stopped) -> Received:
        assert stop.failed is not None  # noqa: S101 - whoever calls looked
        live = self._live(flow, stop.failed)
        ended = ExecutionEnded(at=stop.failed.at, state=State.FAILED, error=stop.reason)
        live.progress.apply(ended)
        verdicts = [self._verdict(flow, trigger, event, name, stop, live.id) for name in event.identities]
        entry = LogEntry(
            at=ended.at,
            level=Level.ERROR,
            message=stop.reason,
            namespace=flow.namespace,
            flow_id=flow.id,
            execution_id=live.id,
            trigger_id=trigger.id,
        )
        self._journal.keep(entry)
        return Received(verdicts, live, self.create(live, tuple(verdicts), [ended]))

    def create(
        self, live: LiveExecution, verdicts: tuple[Verdict, ...] = (), more: Sequence[AnyRecord] = ()
    ) -> list[Effect]:
        """Writes a new execution, what else was taken in already, and its first step; returns what starts it."""
        created = live.progress.state.created
        held = self._conductor.admit(live)
        decision = self._conductor.decide(live)
        append = live.append_of([created, *more, *held, *decision.records])
        self._conductor.lead(live)
        self._journal.create(Creation(live.summary(), append, verdicts))
        self._conductor.finish_when_kept(live)
        return decision.effects

    def _settled(self, received: Received, refused: dict[str, str]) -> Received:
        live = received.live
        if live is None or live.id not in refused:
            return received
        # It may have taken the last free place of its flow while nobody knew that it was refused.
        self._conductor.let_go(live.id)
        before = refused[live.id]
        verdicts = [
            replace(verdict, outcome=Outcome.DUPLICATE, stage="identity", execution_id=before, reason=_seen(before))
            for verdict in received.verdicts
        ]
        return Received(verdicts)

    def _verdict(
        self, flow: Flow, trigger: Trigger, event: Event, identity: str, stop: Stopped | None, made: str | None = None
    ) -> Verdict:
        return Verdict(
            id=self._surroundings.ids(),
            at=self._surroundings.clock.now(),
            namespace=flow.namespace,
            flow_id=flow.id,
            trigger_id=trigger.id,
            identity=identity,
            outcome=stop.outcome if stop else Outcome.FIRED,
            stage=stop.stage if stop else "execution",
            reason=stop.reason if stop else "",
            execution_id=made,
            payload=self.payload_of(event),
        )

    def payload_of(self, event: Event) -> str:
        """Returns what a verdict tells of an event: its variables as JSON, without secrets, cut where it gets long."""
        text = self._surroundings.masked(msgspec.json.encode(event.variables).decode())
        return text if len(text) <= _PAYLOAD else f"{text[:_PAYLOAD]}…"


def _as_written(event: Event) -> Event:
    identities = tuple(clean_text(identity) for identity in event.identities)
    try:
        return replace(event, identities=identities, variables=as_written(event.variables))
    except ValueError as error:
        return replace(event, identities=identities, variables={}, fault=str(error), stage="decode")


def _seen(execution_id: str) -> str:
    return f"This event was received before and made execution {execution_id}"
