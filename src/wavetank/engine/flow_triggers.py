from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.abc.event_source import ReactingTrigger
from wavetank.core.hearing import may_concern
from wavetank.core.progress import Progress
from wavetank.core.round_flow import around
from wavetank.core.upstream import upstream_at
from wavetank.core.variables import execution_variables
from wavetank.engine.elsewhere import Elsewhere
from wavetank.engine.failure import failure_text
from wavetank.engine.watch import WatchState
from wavetank.errors import StoreError, WavetankError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from wavetank.engine.conductor import Conductor
    from wavetank.engine.intake import Intake
    from wavetank.engine.journal import Journal
    from wavetank.engine.supervisor import Supervisor
    from wavetank.engine.surroundings import Surroundings
    from wavetank.engine.watch import Watch
    from wavetank.model.execution_summary import ExecutionSummary
    from wavetank.model.flow import Flow
    from wavetank.model.state import State


class FlowTriggers:
    """
    Tells Flow triggers of the executions of other flows, at each change of state, once it is on disk.

    Args:
        flow_of: Returns the revision that an execution ran with, None if it can no longer be read.
    """

    def __init__(
        self,
        surroundings: Surroundings,
        journal: Journal,
        intake: Intake,
        conductor: Conductor,
        supervisor: Supervisor,
        flow_of: Callable[[ExecutionSummary], Flow | None],
    ) -> None:
        self._surroundings = surroundings
        self._intake = intake
        self._conductor = conductor
        self._supervisor = supervisor
        self._flow_of = flow_of
        self._reacting: tuple[Watch, ...] = ()
        self._concerned: dict[tuple[str, str], tuple[Watch, ...]] = {}
        self._seen: object = None
        self._caught_up = False
        self._journal = journal
        conductor.is_heard = self._is_heard
        self.elsewhere = Elsewhere(surroundings, self._wanted, flow_of, self._tell_of_elsewhere)
        journal.listen(self._changed)

    def _look_at_watches(self) -> None:
        if self._seen is not self._supervisor.watches:
            self._seen = self._supervisor.watches
            self._concerned = {}
            self._reacting = tuple(
                watch for watch in self._supervisor.watches.values() if isinstance(watch.trigger, ReactingTrigger)
            )

    def _listeners(self) -> Sequence[Watch]:
        self._look_at_watches()
        return [watch for watch in self._reacting if watch.state is WatchState.LISTENING]

    def _listeners_to(self, namespace: str, flow_id: str) -> Sequence[Watch]:
        """Returns those that executions of a flow may concern: the others need not be asked each time."""
        self._look_at_watches()
        flow = (namespace, flow_id)
        if flow not in self._concerned:
            self._concerned[flow] = tuple(watch for watch in self._reacting if _may_concern(watch, *flow))
        return [watch for watch in self._concerned[flow] if watch.state is WatchState.LISTENING]

    def _wanted(self, flow: tuple[str, str] | None) -> bool:
        return bool(self._listeners() if flow is None else self._listeners_to(*flow))

    def _tell_of_elsewhere(self, progress: Progress, first: int) -> None:
        listeners = {watch: watch.stored.date for watch in self._listeners() if watch.stored.date is not None}
        self._tell_rest(listeners, progress, first)

    def _is_heard(self, flow: Flow) -> bool:
        """Whether somebody is told of the executions of a flow; as long as an engine starts, it may turn out so."""
        return not self._caught_up or bool(self._listeners_to(flow.namespace, flow.id))

    def _changed(self, changed: list[ExecutionSummary]) -> None:
        if not self._caught_up:
            # What was taken over may end before anybody listens: `catch_up` finds it.
            return
        for execution_id in dict.fromkeys(summary.id for summary in changed):
            live = self._conductor.live.get(execution_id)
            if live is None:
                continue
            # Nothing was taken in since the commit: what is known of it is what is on disk.
            first, live.announced = live.announced, len(live.progress.state.history)
            flow = live.progress.flow
            listeners = self._listeners_to(flow.namespace, flow.id)
            for watch in listeners:
                self._tell(watch, live.progress, range(first, live.announced))
            if listeners and live.progress.finished:
                self._journal.hear(execution_id)

    def _tell(self, watch: Watch, progress: Progress, changes: range) -> None:
        trigger = watch.trigger
        if not isinstance(trigger, ReactingTrigger):
            return
        try:
            if not self._is_ours(watch):
                return
            events = [
                trigger.event_for(upstream_at(progress.state, index), execution_variables(progress))
                for index in changes
                if trigger.reacts_to(progress.state.history[index].state)
            ]
            if events:
                self._intake.take(watch.flow, trigger, events)
        except Exception as error:  # noqa: BLE001 - others wait for the commit that is just being told of
            text = f"Execution {progress.state.id} is passed over: {failure_text(error)}"
            self._intake.judging.warn(watch.flow, trigger, text)

    def _is_ours(self, watch: Watch) -> bool:
        """Whether no other engine has deployed the flow of a trigger since: the last one that did listens for all."""
        try:
            stored = self._surroundings.store.flow(watch.flow.namespace, watch.flow.id)
        except StoreError:
            # Told twice it still fires once, by its identity; not told it would be lost.
            return True
        mine = self._surroundings.engine_id
        return stored is None or stored.owner == mine or not self._surroundings.alive(stored.owner)

    def catch_up(self) -> None:
        """Tells of what changed while nobody was there to react: before the engine died, and while it started."""
        self._caught_up = True
        self.elsewhere.begin()
        listeners = {watch: watch.stored.date for watch in self._listeners() if watch.stored.date is not None}
        for summary in self._surroundings.store.unheard():
            if not self._is_told_of(summary):
                progress = self._progress(summary)
                if progress is not None:
                    self._tell_rest(listeners, progress)
                self._journal.hear(summary.id)
        for live in tuple(self._conductor.live.values()):
            self._tell_rest(listeners, live.progress)
            live.announced = len(live.progress.state.history)

    def _is_told_of(self, summary: ExecutionSummary) -> bool:
        """Whether it is among the live ones, or belongs to another engine."""
        if summary.owner == self._surroundings.engine_id:
            return summary.id in self._conductor.live
        return self._surroundings.alive(summary.owner)

    def _tell_rest(self, listeners: Mapping[Watch, datetime], progress: Progress, first: int = 0) -> None:
        """Tells those of the changes, from the first on, that listened then and were not told."""
        flow = progress.flow
        concerned = [watch for watch in self._listeners_to(flow.namespace, flow.id) if watch in listeners]
        for index, change in enumerate(progress.state.history[first:], first):
            reacting = [
                watch for watch in concerned if listeners[watch] <= change.date and _reacts(watch, change.state)
            ]
            if not reacting:
                continue
            identity = upstream_at(progress.state, index).identity
            told = {
                (verdict.namespace, verdict.flow_id, verdict.trigger_id)
                for verdict in self._surroundings.store.verdicts(identity=identity, limit=None)
            }
            for watch in reacting:
                if (watch.flow.namespace, watch.flow.id, watch.trigger_id) not in told:
                    self._tell(watch, progress, range(index, index + 1))

    def _progress(self, summary: ExecutionSummary) -> Progress | None:
        flow = self._flow_of(summary)
        if flow is None:
            return None
        progress = Progress(flow)
        for record in self._surroundings.store.records(summary.id):
            progress.apply(record)
        return progress


def _reacts(watch: Watch, state: State) -> bool:
    return isinstance(watch.trigger, ReactingTrigger) and watch.trigger.reacts_to(state)


def _may_concern(watch: Watch, namespace: str, flow_id: str) -> bool:
    # A flow does not hear itself; a round of a loop is part of an execution, and no execution of a flow.
    own = (namespace, flow_id) == (watch.flow.namespace, watch.flow.id)
    if own or around(flow_id) is not None or not isinstance(watch.trigger, ReactingTrigger):
        return False
    try:
        return may_concern(watch.trigger, namespace, flow_id)
    except WavetankError:
        # What cannot be asked is told when an execution is there.
        return True
