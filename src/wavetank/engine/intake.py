from __future__ import annotations

import asyncio
from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

from wavetank.abc.condition_test import ConditionTest
from wavetank.core.effects import Effect
from wavetank.core.inputs import resolve_inputs
from wavetank.core.variables import flow_variables
from wavetank.core.written import as_written, clean_text
from wavetank.engine.failure import failure_text
from wavetank.engine.given_inputs import GivenInputs
from wavetank.engine.live_execution import LiveExecution
from wavetank.model.event import Event, Outcome, Verdict
from wavetank.model.records import ExecutionCreated, TriggerInfo
from wavetank.model.transaction import Creation
from wavetank.pebble.place import shortened
from wavetank.pebble.printing import printed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from wavetank.engine.conductor import Conductor
    from wavetank.engine.journal import Journal
    from wavetank.engine.surroundings import Surroundings
    from wavetank.model.flow import Flow
    from wavetank.model.records import AnyRecord
    from wavetank.model.trigger import Trigger
    from wavetank.pebble import Renderer

_PAYLOAD = 4000


class Stopped(Exception):  # noqa: N818 - an event that goes no further is no error of the program
    """An event went no further than `stage`, for this reason."""

    def __init__(self, outcome: Outcome, stage: str, reason: str) -> None:
        super().__init__(reason)
        self.outcome = outcome
        self.stage = stage
        self.reason = reason


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
    """

    def __init__(self, surroundings: Surroundings, journal: Journal, conductor: Conductor) -> None:
        self._surroundings = surroundings
        self._journal = journal
        self._conductor = conductor

    async def receive(self, flow: Flow, trigger: Trigger, events: Sequence[Event]) -> list[Verdict]:
        """
        Takes events in, in one commit, and starts the executions that they made.

        Returns:
            The verdicts, one for each identity, in the order of the events; they are on disk.
        """
        received = await self._kept(flow, trigger, events, then=self.start)
        return [verdict for one in received for verdict in one.verdicts]

    async def keep(self, flow: Flow, trigger: Trigger, events: Sequence[Event]) -> list[Received]:
        """Takes events in, in one commit, and leaves the executions that they made to be started."""
        return await self._kept(flow, trigger, events, then=lambda _: None)

    async def _kept(
        self, flow: Flow, trigger: Trigger, events: Sequence[Event], then: Callable[[Received], None]
    ) -> list[Received]:
        """Takes events in, and has `then` called for each right after the commit, even if nobody waits any more."""
        received = [self._judge(flow, trigger, event) for event in events]
        done: asyncio.Future[list[Received]] = asyncio.get_running_loop().create_future()

        def settle(refused: dict[str, str]) -> None:
            settled = [self._settled(one, refused) for one in received]
            for one in settled:
                then(one)
            if not done.done():
                done.set_result(settled)

        self._journal.after_commit(settle)
        return await done

    def start(self, received: Received) -> None:
        """Starts the execution that an event made, if it made one."""
        if received.live is not None:
            self._conductor.do(received.live, received.effects)

    def _judge(self, flow: Flow, trigger: Trigger, event: Event) -> Received:
        event = _as_written(event)
        try:
            live = self._execution_of(flow, trigger, event)
        except Stopped as stop:
            verdicts = [self._verdict(flow, trigger, event, name, stop) for name in event.identities]
            for verdict in verdicts:
                self._journal.judge(verdict)
            return Received(verdicts)
        verdicts = [self._verdict(flow, trigger, event, name, None, live.id) for name in event.identities]
        return Received(verdicts, live, self.create(live, tuple(verdicts)))

    def create(
        self, live: LiveExecution, verdicts: tuple[Verdict, ...] = (), more: Sequence[AnyRecord] = ()
    ) -> list[Effect]:
        """Writes a new execution, what else was taken in already, and its first step; returns what starts it."""
        created = live.progress.state.created
        held = self._conductor.admit(live)
        decision = self._conductor.decide(live)
        append = live.append_of([created, *more, *held, *decision.records])
        self._conductor.live[live.id] = live
        self._journal.create(Creation(live.summary(), append, verdicts))
        self._conductor.finish_when_kept(live)
        return decision.effects

    def _settled(self, received: Received, refused: dict[str, str]) -> Received:
        live = received.live
        if live is None or live.id not in refused:
            return received
        self._conductor.live.pop(live.id, None)
        before = refused[live.id]
        verdicts = [
            replace(verdict, outcome=Outcome.DUPLICATE, stage="identity", execution_id=before, reason=_seen(before))
            for verdict in received.verdicts
        ]
        return Received(verdicts)

    def _execution_of(self, flow: Flow, trigger: Trigger, event: Event) -> LiveExecution:
        if event.fault:
            raise Stopped(Outcome.FAILED, event.stage or "decode", self._surroundings.masked(event.fault))
        context = _EventContext(self._surroundings, flow, trigger, event)
        self._test(trigger, context)
        created = ExecutionCreated(
            at=self._surroundings.clock.now(),
            id=event.execution_id or self._surroundings.ids(),
            namespace=flow.namespace,
            flow_id=flow.id,
            flow_revision=flow.revision,
            inputs=self._inputs(flow, trigger, context),
            labels={**flow.labels, **self._labels(trigger, context)},
            trigger=TriggerInfo(trigger.id, trigger.type, event.variables),
            variables={"schedule": event.variables} if event.date is not None else {},
            schedule_date=event.date,
        )
        live = LiveExecution(flow, self._surroundings.engine_id)
        live.progress.apply(created)
        return live

    def _test(self, trigger: Trigger, context: _EventContext) -> None:
        for condition in trigger.conditions:
            if not isinstance(condition, ConditionTest):
                raise Stopped(Outcome.FAILED, "conditions", f"{condition.type} cannot be tested here")
            try:
                holds = condition.holds(context)
                explained = "" if holds else condition.explain(context)
            except Exception as error:
                reason = f"Condition {condition.type} cannot be decided: {failure_text(error)}"
                raise Stopped(Outcome.FAILED, "conditions", self._surroundings.masked(reason)) from error
            if not holds:
                reason = f"Condition {condition.type} is false: {explained}"
                raise Stopped(Outcome.REJECTED, "conditions", self._surroundings.masked(reason))

    def _inputs(self, flow: Flow, trigger: Trigger, context: _EventContext) -> dict[str, Any]:
        try:
            given = context.render(trigger.inputs) if trigger.inputs else {}
            typed = resolve_inputs(flow.inputs, given, strict=False, render=context.render)
            inputs = GivenInputs(self._surroundings).written(typed)
        except Exception as error:
            reason = self._surroundings.masked(f"The trigger's inputs are not accepted: {failure_text(error)}")
            raise Stopped(Outcome.FAILED, "inputs", reason) from error
        return inputs

    def _labels(self, trigger: Trigger, context: _EventContext) -> dict[str, str]:
        try:
            return {str(key): str(value) for key, value in context.render(trigger.labels).items()}
        except Exception as error:
            reason = self._surroundings.masked(f"The trigger's labels cannot be rendered: {failure_text(error)}")
            raise Stopped(Outcome.FAILED, "labels", reason) from error

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
            payload=self._payload(event),
        )

    def _payload(self, event: Event) -> str:
        text = self._surroundings.masked(msgspec.json.encode(event.variables).decode())
        return text if len(text) <= _PAYLOAD else f"{text[:_PAYLOAD]}…"


class _EventContext:
    """What conditions, inputs and labels of a trigger see of an event."""

    def __init__(self, surroundings: Surroundings, flow: Flow, trigger: Trigger, event: Event) -> None:
        self._surroundings = surroundings
        self._flow = flow
        self._trigger = trigger
        self._event = event

    @cached_property
    def variables(self) -> Mapping[str, Any]:
        known = {"id": self._trigger.id, "type": self._trigger.type} | self._event.variables
        return self._surroundings.variables() | flow_variables(self._flow) | {"trigger": known}

    @cached_property
    def _renderer(self) -> Renderer:
        return self._surroundings.renderer(self._flow.namespace)

    def render(self, value: Any) -> Any:
        return self._renderer.render(value, self.variables)

    def parts(self, template: str) -> Mapping[str, str]:
        steps = self._renderer.trace(template, self.variables).steps
        read = {step.text: step.value for step in steps if step.reads == (step.text,)}
        return {name: shortened(printed(value)) for name, value in read.items()}


def _as_written(event: Event) -> Event:
    identities = tuple(clean_text(identity) for identity in event.identities)
    try:
        return replace(event, identities=identities, variables=as_written(event.variables))
    except ValueError as error:
        return replace(event, identities=identities, variables={}, fault=str(error), stage="decode")


def _seen(execution_id: str) -> str:
    return f"This event was received before and made execution {execution_id}"
