from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.abc.event_source import ReactingTrigger
from wavetank.core.hearing import may_concern
from wavetank.core.round_flow import around
from wavetank.core.upstream import upstream_at
from wavetank.core.variables import execution_variables
from wavetank.engine.elsewhere import Elsewhere
from wavetank.engine.failure import failure_text
from wavetank.engine.watch import WatchState
from wavetank.errors import StoreError, WavetankError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wavetank.core.progress import Progress
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
        self.elsewhere = Elsewhere(
            surroundings,
            journal,
            listeners=self._listeners,
            concerns=self._is_listener_to,
            flow_of=flow_of,
            tell=self._tell_rest,
            regained=lambda watch: intake.judging.windows.forget(watch.flow),
        )
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

    def _is_listener_to(self, watch: Watch, summary: ExecutionSummary) -> bool:
        return watch in self._listeners_to(summary.namespace, summary.flow_id)

    def follow(self, key: str) -> None:
        """Takes in that a trigger of a flow began to listen, perhaps, or stopped."""
        if not self._caught_up:
            return
        reacting = [watch for watch in self._supervisor.of(key) if isinstance(watch.trigger, ReactingTrigger)]
        for watch in reacting:
            if watch.state is not WatchState.LISTENING:
                self.elsewhere.drop(watch)
        self.elsewhere.take_up(watch for watch in reacting if watch.state is WatchState.LISTENING)

    def catch_up(self) -> None:
        """Has what changed while nobody was there to react be told: before the engine started, and while it did."""
        self._caught_up = True
        self.elsewhere.take_up(self._listeners())

    def _changed(self, changed: list[ExecutionSummary]) -> None:
        for execution_id in dict.fromkeys(summary.id for summary in changed):
            live = self._conductor.live.get(execution_id)
            if live is None:
                continue
            # Nothing was taken in since the commit: what is known of it is what is on disk.
            first, live.announced = live.announced, len(live.progress.state.history)
            flow = live.progress.flow
            # What changes before anybody listens is found by `catch_up`.
            for watch in self._listeners_to(flow.namespace, flow.id) if self._caught_up else ():
                self._tell(watch, live.progress, range(first, live.announced))

    def _tell(self, watch: Watch, progress: Progress, changes: range) -> None:
        trigger = watch.trigger
        if not isinstance(trigger, ReactingTrigger):
            return
        try:
            if self._left_to_another(watch):
                return
            events = [
                trigger.event_for(upstream_at(progress.state, index), execution_variables(progress))
                for index in changes
                if trigger.reacts_to(progress.state.history[index].state)
            ]
            if events:
                self.elsewhere.spoke(watch)
                self._intake.take(watch.flow, trigger, events)
        except Exception as error:  # noqa: BLE001 - others wait for the commit that is just being told of
            text = f"Execution {progress.state.id} is passed over: {failure_text(error)}"
            self._intake.judging.warn(watch.flow, trigger, text)

    def _left_to_another(self, watch: Watch) -> bool:
        """Whether another engine has deployed the flow of a trigger since: the last one that did listens for all."""
        try:
            owner = self.elsewhere.holder(watch)
        except StoreError:
            # Told twice it still fires once, by its identity; not told it would be lost.
            return False
        if owner is not None:
            self.elsewhere.lose(watch, owner)
        return owner is not None

    async def _tell_rest(self, watches: Sequence[Watch], progress: Progress, changes: Sequence[int]) -> None:
        """Tells those of the changes that were not told."""
        await self._conductor.room()
        for index in changes:
            reacting = [watch for watch in watches if _reacts(watch, progress.state.history[index].state)]
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
