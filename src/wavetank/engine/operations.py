from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from wavetank.core.inputs import resolve_inputs
from wavetank.core.progress import Progress
from wavetank.core.rearranging import replayed, restarted, with_state
from wavetank.core.results import killed, resumed
from wavetank.core.variables import execution_variables
from wavetank.engine.given_inputs import GivenInputs
from wavetank.engine.input_rendering import InputRendering
from wavetank.engine.live_execution import LiveExecution
from wavetank.errors import NotFoundError, PluginError, StateError
from wavetank.model.records import AnyRecord, ExecutionEntered, RunsRearranged
from wavetank.model.state import State

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from wavetank.engine.conductor import Conductor
    from wavetank.engine.dispatcher import Dispatcher
    from wavetank.engine.intake import Intake
    from wavetank.engine.surroundings import Surroundings
    from wavetank.model.execution_summary import ExecutionSummary
    from wavetank.model.flow import Flow
    from wavetank.model.task_run import TaskRun


class Operations:
    """
    What is done to an execution by hand (semantics reference, section 7).

    Each returns when it is on disk. An operation that the present state does not allow is a StateError, an unknown
    execution a NotFoundError; then nothing was changed.

    Args:
        flow_of: Returns the revision that an execution ran with, None if it can no longer be read.
    """

    def __init__(
        self,
        surroundings: Surroundings,
        conductor: Conductor,
        dispatcher: Dispatcher,
        intake: Intake,
        flow_of: Callable[[ExecutionSummary], Flow | None],
    ) -> None:
        self._surroundings = surroundings
        self._conductor = conductor
        self._dispatcher = dispatcher
        self._intake = intake
        self._flow_of = flow_of

    async def kill(self, execution_id: str) -> None:
        """Ends an execution and those that it made as KILLED, and stops what runs for them."""
        live = self._conductor.live.get(execution_id)
        if live is None:
            summary = self._summary(execution_id)
            if not await self._kill_those_made_by(execution_id):
                raise StateError(f"Execution {execution_id} is {summary.state} already.")
            return
        self._conductor.proceed(live, killed(live.progress, self._surroundings.clock.now()))
        await self._dispatcher.kill(execution_id)
        await self._kill_those_made_by(execution_id)
        await self._conductor.written()

    async def _kill_those_made_by(self, execution_id: str) -> bool:
        made = [live.id for live in self._conductor.live.values() if _maker(live) == execution_id]
        for child in made:
            await self.kill(child)
        return bool(made)

    async def pause(self, execution_id: str) -> None:
        """Has a running execution create no more task runs until it is resumed."""
        live = self._live(execution_id)
        if live.progress.state.state is not State.RUNNING:
            raise StateError(f"Execution {execution_id} is {live.progress.state.state}; only a RUNNING one is paused.")
        await self._enter(live, State.PAUSED, by_hand=True)

    async def resume(self, execution_id: str, inputs: Mapping[str, Any]) -> None:
        """
        Has a paused execution go on, at its first paused task run.

        Raises:
            InputError: The inputs are not those that the task asks for.
        """
        live = self._live(execution_id)
        progress = live.progress
        if progress.state.state is not State.PAUSED:
            raise StateError(f"Execution {execution_id} is {progress.state.state}, not PAUSED.")
        if progress.held:
            await self._enter(live, State.RESTARTED, State.PAUSED if progress.state.paused else State.RUNNING)
            return
        run = progress.state.runs[next(iter(progress.state.paused))]
        outputs = self._answers(live, run, inputs)
        self._conductor.proceed(live, resumed(progress, run.id, self._surroundings.clock.now(), outputs))
        await self._conductor.written()

    def _answers(self, live: LiveExecution, run: TaskRun, inputs: Mapping[str, Any]) -> dict[str, Any] | None:
        asked = live.progress.flowable(run.id).asked_on_resume
        if not asked:
            return None
        known = self._surroundings.encryption.decrypted(execution_variables(live.progress))
        render = InputRendering(self._surroundings, live.progress.flow, known)
        return {"onResume": GivenInputs(self._surroundings).written(resolve_inputs(asked, inputs, render=render))}

    async def restart(self, execution_id: str) -> None:
        """Has a failed execution begin anew at what failed, or a paused one go on."""
        if execution_id in self._conductor.live:
            await self.resume(execution_id, {})
            return
        progress = self._folded(execution_id)
        if not progress.state.state.terminated:
            raise StateError(f"Execution {execution_id} runs in another kernel.")
        now = self._surroundings.clock.now()
        try:
            runs = restarted(progress, now)
        except ValueError as error:
            raise StateError(str(error), where=f"execution {execution_id}") from error
        await self._reopen(progress, runs)

    async def set_state(self, execution_id: str, run_id: str, state: State) -> None:
        """Gives a task run of an execution that has ended another state, and has the execution go on from there."""
        progress = self._folded(execution_id)
        if run_id not in progress.state.runs:
            raise NotFoundError(f"Execution {execution_id} has no task run {run_id!r}.")
        if not progress.state.state.terminated:
            raise StateError(f"Execution {execution_id} is {progress.state.state}; wait until it has ended.")
        try:
            runs = with_state(progress, run_id, state, self._surroundings.clock.now())
        except ValueError as error:
            raise StateError(f"Task run {run_id} cannot be given a state: {error}.") from error
        await self._reopen(progress, runs)

    async def replay(self, execution_id: str, from_run: str | None, inputs: Mapping[str, Any] | None) -> str:
        """Creates an execution like another, from its start or from one of its task runs; returns its id."""
        source = self._folded(execution_id)
        created = replace(
            source.state.created,
            at=self._surroundings.clock.now(),
            id=self._surroundings.ids(),
            parent_id=execution_id,
            original_id=source.state.original_id,
        )
        if inputs is not None:
            typed = resolve_inputs(source.flow.inputs, inputs, render=InputRendering(self._surroundings, source.flow))
            stored = await GivenInputs(self._surroundings).stored(source.flow, created.id, typed)
            created = replace(created, inputs=stored)
        live = LiveExecution(source.flow, self._surroundings.engine_id)
        live.progress.apply(created)
        more: list[AnyRecord] = []
        if from_run is not None:
            more = self._copied(live, source, from_run)
        effects = self._intake.create(live, more=more)
        await self._conductor.written()
        self._conductor.do(live, effects)
        return live.id

    def _copied(self, live: LiveExecution, source: Progress, from_run: str) -> list[AnyRecord]:
        now = self._surroundings.clock.now()
        try:
            runs = replayed(source, from_run, now, self._surroundings.ids)
        except ValueError as error:
            raise NotFoundError(f"Execution {source.state.id}: {error}.") from error
        records: list[AnyRecord] = [
            ExecutionEntered(at=now, state=State.RESTARTED),
            RunsRearranged(at=now, runs=runs),
            ExecutionEntered(at=now, state=State.RUNNING),
        ]
        for record in records:
            live.progress.apply(record)
        return records

    async def _reopen(self, progress: Progress, runs: Sequence[TaskRun]) -> None:
        now = self._surroundings.clock.now()
        live = LiveExecution(progress.flow, self._surroundings.engine_id)
        live.progress = progress
        live.announced = len(progress.state.history)
        self._conductor.live[live.id] = live
        records: list[AnyRecord] = [
            ExecutionEntered(at=now, state=State.RESTARTED),
            RunsRearranged(at=now, runs=tuple(runs)),
            ExecutionEntered(at=now, state=State.RUNNING),
        ]
        self._conductor.reopen(live, records)
        await self._conductor.written()

    async def _enter(self, live: LiveExecution, *states: State, by_hand: bool = False) -> None:
        now = self._surroundings.clock.now()
        self._conductor.proceed(live, [ExecutionEntered(at=now, state=state, by_hand=by_hand) for state in states])
        await self._conductor.written()

    def _live(self, execution_id: str) -> LiveExecution:
        live = self._conductor.live.get(execution_id)
        if live is None:
            summary = self._summary(execution_id)
            raise StateError(f"Execution {execution_id} is {summary.state}; it does not run here.")
        return live

    def _folded(self, execution_id: str) -> Progress:
        summary = self._summary(execution_id)
        flow = self._flow_of(summary)
        if flow is None:
            raise PluginError(f"Revision {summary.flow_revision} of the flow can no longer be read.")
        progress = Progress(flow)
        for record in self._surroundings.store.records(execution_id):
            progress.apply(record)
        return progress

    def _summary(self, execution_id: str) -> ExecutionSummary:
        summary = self._surroundings.store.summary(execution_id)
        if summary is None:
            raise NotFoundError(f"There is no execution {execution_id!r}.", remedy="See engine.executions().")
        return summary


def _maker(live: LiveExecution) -> Any:
    trigger = live.progress.state.created.trigger
    return trigger.variables.get("executionId") if trigger is not None else None
