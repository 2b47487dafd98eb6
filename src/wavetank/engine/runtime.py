from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import cached_property, partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qs

import msgspec

from wavetank.abc.event_source import CalledTrigger, PlannedTrigger, PollingTrigger
from wavetank.engine.archive import Archive
from wavetank.engine.backfills import Backfills
from wavetank.engine.conductor import Conductor
from wavetank.engine.deployed_flows import DeployedFlows
from wavetank.engine.dispatcher import Dispatcher
from wavetank.engine.flow_triggers import FlowTriggers
from wavetank.engine.intake import Intake
from wavetank.engine.journal import Journal
from wavetank.engine.launches import Launches
from wavetank.engine.listening import Listening
from wavetank.engine.lost_executions import LostExecutions
from wavetank.engine.operations import Operations
from wavetank.engine.parents import Parents
from wavetank.engine.renewals import Renewals
from wavetank.engine.reruns import Reruns
from wavetank.engine.revisions import Revisions
from wavetank.engine.settling import Settling
from wavetank.engine.stop_after import StopAfter
from wavetank.engine.subflows import Subflows
from wavetank.engine.supervisor import Supervisor
from wavetank.engine.takeover import Takeover
from wavetank.engine.task_set import TaskSet
from wavetank.engine.templates import Templates
from wavetank.engine.upkeep import Upkeep
from wavetank.errors import NotFoundError, StateError, StoreError

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from datetime import datetime

    from wavetank.engine.partial_runs import PartialRuns
    from wavetank.engine.retention import Retention
    from wavetank.engine.surroundings import Surroundings
    from wavetank.engine.watch import Watch
    from wavetank.model.event import Verdict
    from wavetank.model.execution_summary import ExecutionSummary
    from wavetank.model.flow import Flow
    from wavetank.model.trigger import Trigger

T = TypeVar("T")
_TEMPLATE = "io.kestra.plugin.core.flow.Template"
Prepare = Callable[[Sequence["Flow"]], Awaitable[None]]
Published = Callable[[Sequence[str]], Awaitable[None]]


class Runtime:
    """
    An engine at work on its loop: every method is called there.

    Attributes:
        flows: What is deployed; may be read from any thread.
        listening_elsewhere: Flows of the home whose triggers another running engine listens to, by key.
        flow_changed: Called with the key of a flow when a trigger of it does something else, or it was removed.
    """

    def __init__(self, surroundings: Surroundings) -> None:
        self.surroundings = surroundings
        self.flows = DeployedFlows()
        self._templates = Templates(surroundings.registry, surroundings.storage)
        self._templates.load()
        self.started = False
        self.listening_elsewhere: frozenset[str] = frozenset()
        self.journal = Journal(surroundings.store)
        self.revisions = Revisions(surroundings, self.journal, self.flows)
        self._dispatcher = Dispatcher(surroundings, self.journal)
        self.conductor = Conductor(surroundings, self.journal, self._dispatcher)
        self.intake = Intake(surroundings, self.journal, self.conductor)
        parents = Parents(surroundings, self.conductor, self._dispatcher)
        self.takeover = Takeover(surroundings, self.journal, self.conductor, self.revisions, self.flows, parents)
        self.conductor.renewals = Renewals(surroundings, self.conductor, self.intake)
        self.launches = Launches(surroundings, self.flows, self.conductor, self.intake)
        self.archive = Archive(surroundings, self.revisions, self.conductor.live)
        self._dispatcher.subflows = Subflows(
            surroundings, self.conductor, self.intake, self.flows, self.archive, self.revisions
        )
        self.operations = Operations(surroundings, self.conductor, self._dispatcher, self.archive)
        self.reruns = Reruns(surroundings, self.conductor, self.intake, self.archive, self.revisions, parents)
        self.upkeep = Upkeep(surroundings, self.journal, self.archive)
        self._dispatcher.subflows.restart = self.reruns.restart
        self.flow_changed: Callable[[str], None] = lambda _: None
        self._trigger_listeners: list[Callable[[], None]] = []
        self._listening = Listening(surroundings, self.journal, self.intake, self.conductor, self._flow_changed)
        self.supervisor = Supervisor(surroundings, self.journal, self._listening)
        self._stop_after = StopAfter(self.journal, self.supervisor)
        self._flow_triggers = FlowTriggers(
            surroundings, self.journal, self.intake, self.conductor, self.supervisor, self.revisions.of
        )
        self.takeover.taken = self._flow_triggers.elsewhere.look_back
        self.backfills = Backfills(surroundings, self.supervisor, self._listening.planned)
        self._keeping = TaskSet()
        self.settling = Settling(surroundings, self.journal)
        surroundings.triggers, surroundings.executions = self.supervisor, self.operations
        self.journal.troubled = self._triggers_changed
        self.journal.take_out_lost = LostExecutions(surroundings, self.conductor, self._dispatcher).take_out
        self.journal.listen(self._look_at_clock)

    @cached_property
    def partial_runs(self) -> PartialRuns:
        """Executions up to a task, or with what is given; made with the first."""
        kind: type[PartialRuns] = import_module("wavetank.engine.partial_runs").PartialRuns
        return kind(self.surroundings, self.journal, self.revisions.of)

    async def start(self, before_triggers: Prepare) -> list[str]:
        """
        Takes up what the home holds: flows, their triggers, and executions whose owner is gone.

        Args:
            before_triggers: Called with the flows that may have triggers, none of which listens yet.

        Returns:
            The ids of the executions that go on.
        """
        with self.surroundings.taking_over():
            elsewhere = self._take_flows()
            taken_over = await self.takeover.run()
            await self.journal.committed()
        self.listening_elsewhere = frozenset(elsewhere)
        self.started = self.supervisor.started = True
        flows = self.flows.at_hand()
        await before_triggers(flows)
        for flow in flows:
            if flow.key not in elsewhere:
                await self.supervisor.deploy(flow)
        self._flow_triggers.catch_up()
        if self.surroundings.retention is not None:
            kind: type[Retention] = import_module("wavetank.engine.retention").Retention
            self._keeping.start(kind(self.surroundings, self.surroundings.retention).run(), "retention")
        return taken_over

    def _take_flows(self) -> set[str]:
        held = {f"{stored.namespace}.{stored.id}": stored for stored in self.surroundings.store.flows()}
        new = {key: stored for key, stored in held.items() if key not in self.flows}
        self.flows.put_unread({key: partial(self.revisions.read_stored, stored) for key, stored in new.items()})
        owners = {owner for owner in {stored.owner for stored in new.values()} if self.surroundings.alive(owner)}
        elsewhere = set()
        for key, stored in new.items():
            # Triggers are what a flow must be read for before anybody asks for it.
            if "triggers" in stored.source and key not in self.flows:
                continue
            if stored.owner in owners:
                elsewhere.add(key)
            else:
                self.journal.keep_flow(msgspec.structs.replace(stored, owner=self.surroundings.engine_id))
        return elsewhere

    async def stop(self) -> None:
        """Stops triggers and tasks; what is on disk goes on at the next start."""
        await self._keeping.halt()
        await self._flow_triggers.elsewhere.halt()
        await self._stop_after.halt()
        await self.supervisor.halt()
        await self.conductor.halt()
        await self._dispatcher.halt()
        self.journal.flush()

    async def deploy(
        self,
        text: str,
        *,
        before_triggers: Prepare,
        deployed: Published,
        paused: bool = False,
        dry_run: bool = False,
    ) -> Flow:
        """
        Puts a flow in the place of its former revision; the same text keeps its revision.

        With `dry_run` the flow is returned with the revision that it would get, and nothing else happens.

        Before `start`, its triggers wait. `deployed` is called with its key when it is in its place.

        Raises:
            FlowError: The text describes no flow; what was deployed before stays.
            StoreError: The home cannot be written; what was deployed before stays. If it was this call that met the
                fault, the flow takes its place as soon as the home can be written again.
        """
        flow = self.revisions.next(text)
        if dry_run:
            flow.deployed_among(self.flows.get)
            return flow
        self.journal.require()
        self.revisions.keep(flow)
        on_disk = self.journal.committed()
        work = self._put_in_place(on_disk, flow, paused, before_triggers, deployed)
        return await self.by_hand(work, f"deploy {flow.key}")

    async def by_hand(self, work: Coroutine[Any, Any, T], name: str) -> T:
        """
        Does what somebody asks for and waits for, in a task of its own: it goes on after whoever asked was told.

        Raises:
            StoreError: The home cannot be written. If it was this work that met the fault, it is done as soon as the
                home can be written again.
        """
        try:
            self.journal.require()
        except StoreError:
            work.close()
            raise
        return await self.journal.while_it_works(asyncio.shield(self._keeping.start(work, name)))

    async def _put_in_place(
        self, on_disk: Awaitable[object], flow: Flow, paused: bool, before_triggers: Prepare, deployed: Published
    ) -> Flow:
        flow = await self.revisions.kept(flow, on_disk)
        self.flows.put(flow)
        self.listening_elsewhere -= {flow.key}
        if self.started:
            await before_triggers((flow,))
        await self.supervisor.deploy(flow, paused=paused)
        if flow.triggers:
            # Those that begin to listen take their first step, so that whoever deployed sees what they are due for.
            await asyncio.sleep(0)
        if self.journal.waiting:
            await self.journal.committed()
        await deployed([flow.key])
        return flow

    async def deploy_template(self, text: str) -> str:
        """
        Keeps a template, and has the flows that use one see it from their next execution on; returns `namespace.id`.

        Raises:
            FlowError, InputError, StateError: It is no template, or templates are off.
        """
        key = await asyncio.to_thread(self._templates.put, text)
        for flow in tuple(self.flows.values()):
            if any(task.type == _TEMPLATE for task in flow.walk()):
                again = self.revisions.again(flow)
                self.flows.put(again)
                if flow.key not in self.listening_elsewhere:
                    await self.supervisor.deploy(again)
        return key

    async def remove(self, key: str) -> None:
        """
        Stops a flow's triggers and takes it out of the home; its executions stay.

        Raises:
            NotFoundError: There is no such flow.
            StoreError: The home cannot be written.
        """
        flow = self.flow(key)
        self.journal.require()
        await self.supervisor.remove(key)
        self.flows.remove(key)
        self.revisions.keep(flow, deleted=True)
        self.journal.after_commit(lambda _: self._flow_changed(key))
        await self.journal.kept()

    def flow(self, key: str) -> Flow:
        """
        Returns a deployed flow.

        Raises:
            NotFoundError: None has this key.
        """
        return self.flows.named(key)

    async def fire(self, key: str, trigger_id: str, sample: Any) -> list[Verdict]:
        """
        Sends a made-up event to a trigger, through the decoding, conditions and inputs that a real one goes through.

        Raises:
            NotFoundError: There is no such flow or trigger.
            ValueError: The sample does not fit the trigger; the message shows what does.
        """
        flow = self.flow(key)
        trigger = flow.trigger(trigger_id)
        if trigger is None:
            known = ", ".join(trigger.id for trigger in flow.triggers) or "no trigger"
            raise NotFoundError(f"Flow {key} has no trigger {trigger_id!r}.", remedy=f"It has: {known}.")
        event = await asyncio.to_thread(self._event_of, flow, trigger, sample)
        return await self.intake.receive(flow, trigger, [event])

    def _event_of(self, flow: Flow, trigger: Trigger, sample: Any) -> Any:
        context = self._listening.fire_context(flow, trigger.id)
        return trigger.event_of(sample, context)  # type: ignore[attr-defined] # every trigger type is an EventSource

    async def call(
        self, key: str, hook: str, body: bytes, headers: Mapping[str, Sequence[str]], query: str
    ) -> list[Verdict]:
        """
        Calls a webhook without the way over the network.

        Args:
            key: `namespace.id` of the flow.
            hook: The key of the webhook.
            body: As it would be sent.
            headers: Names in lower case.
            query: The text after `?`.

        Raises:
            NotFoundError: There is no such flow, or it has no webhook with this key.
            StateError: The flow is disabled.
        """
        flow = self.flow(key)
        if flow.disabled:
            raise StateError(f"Flow {key} is disabled.", remedy="Remove `disabled: true` and deploy it again.")
        watch = self.supervisor.called(key, hook)
        if watch is None or not isinstance(watch.trigger, CalledTrigger):
            raise NotFoundError(f"Webhook not found: flow {key} has none with this key, or the engine is not started.")
        identity = next(iter(headers.get("idempotency-key", ())), "") or self.surroundings.ids()
        event = watch.trigger.decode(body, headers, parse_qs(query, keep_blank_values=True), identity)
        return await self.intake.receive(watch.flow, watch.trigger, [event])

    async def poll(
        self, key: str, trigger_id: str, date: datetime | None = None, current: datetime | None = None
    ) -> list[Verdict]:
        """
        Looks once at the source of a polling trigger, or evaluates a schedule as when a date is due.

        Raises:
            NotFoundError: There is no such trigger.
            StateError: It neither polls nor has dates.
        """
        watch = self.supervisor.watch(key, trigger_id)
        if isinstance(watch.trigger, PlannedTrigger):
            return [await self._listening.planned.poll(watch, date, current)]
        if not isinstance(watch.trigger, PollingTrigger):
            raise StateError(f"Trigger {trigger_id} does not poll.", remedy="Send it an event with engine.fire.")
        return await self._listening.poll(watch)

    def poll_objection(self, watch: Watch) -> str:
        """Returns why the conditions of a polling trigger keep it from looking now; empty if they do not."""
        return self._listening.objection(watch)

    def on_trigger_change(self, call: Callable[[], None]) -> Callable[[], None]:
        """Has `call` called when a trigger does something else; returns how to stop that."""
        self._trigger_listeners.append(call)
        return lambda: self._trigger_listeners.remove(call) if call in self._trigger_listeners else None

    def _flow_changed(self, key: str) -> None:
        if self.started:
            self._flow_triggers.follow(key)
        self.flow_changed(key)
        self._triggers_changed()

    def _triggers_changed(self) -> None:
        for call in tuple(self._trigger_listeners):
            call()

    def _look_at_clock(self, _: list[ExecutionSummary]) -> None:
        if self.surroundings.clock_watch.look():
            self._triggers_changed()

    def works_for(self, execution_id: str) -> bool:
        """Returns whether a task of an execution is at work, or about to be."""
        return self._dispatcher.works_for(execution_id)

    def faults(self) -> tuple[str, ...]:
        """Returns what the user should know of the home and the clock at present, in sentences."""
        trouble = self.journal.trouble
        found = [f"{trouble} Until then nothing is acknowledged; what is known is kept."] if trouble else []
        return (*found, *(str(jump) for jump in self.surroundings.clock_watch.lately()))

    def now(self) -> datetime:
        """Returns the present moment of the engine's clock."""
        return self.surroundings.clock.now()
