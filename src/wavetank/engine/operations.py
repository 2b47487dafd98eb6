from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wavetank.core.inputs import resolve_inputs
from wavetank.core.results import killed, resumed
from wavetank.core.variables import execution_variables
from wavetank.engine.given_inputs import GivenInputs
from wavetank.engine.input_rendering import InputRendering
from wavetank.engine.live_execution import LiveExecution
from wavetank.errors import StateError
from wavetank.model.records import (
    AnyRecord,
    ExecutionEnded,
    ExecutionEntered,
    ExecutionExiting,
    TaskRunEnded,
)
from wavetank.model.state import State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wavetank.core.progress import Progress
    from wavetank.engine.archive import Archive
    from wavetank.engine.conductor import Conductor
    from wavetank.engine.dispatcher import Dispatcher
    from wavetank.engine.surroundings import Surroundings
    from wavetank.model.task_run import TaskRun


class Operations:
    """
    What is done to an execution by hand (semantics reference, section 7).

    Each returns when it is on disk. An operation that the present state does not allow is a StateError, an unknown
    execution a NotFoundError; then nothing was changed. A StoreError says that the home cannot be written, and whether
    what was asked for is done later. A kill stops what runs in any case.
    """

    def __init__(
        self, surroundings: Surroundings, conductor: Conductor, dispatcher: Dispatcher, archive: Archive
    ) -> None:
        self._surroundings = surroundings
        self._conductor = conductor
        self._dispatcher = dispatcher
        self._archive = archive

    async def kill(self, execution_id: str) -> None:
        """
        Ends an execution and those that it made as KILLED, and stops what runs for them.

        One that has ended, and whose `afterExecution` runs, stays as it ended.
        """
        live = self._conductor.live.get(execution_id)
        if live is None or live.progress.finished:
            summary = self._archive.summary(execution_id)
            if not await self._kill_those_made_by(execution_id):
                raise self._archive.refusal(summary, "there is nothing to kill")
            return
        self._end_killed(live)
        await self._stop(execution_id)
        await self._conductor.kept()

    def _end_killed(self, live: LiveExecution) -> None:
        self._conductor.proceed(live, killed(live.progress, self._surroundings.clock.now()))

    async def _stop(self, execution_id: str, *, cascade: bool = True) -> None:
        await self._dispatcher.kill(execution_id)
        if cascade:
            await self._kill_those_made_by(execution_id)

    async def kill_from_task(self, execution_id: str, *, cascade: bool) -> None:
        """Ends an execution as KILLED for a task, maybe one of its own; it does not wait for those that are stopped."""
        live = self._live(execution_id)
        if live.progress.state.state.terminated:
            raise StateError(f"Execution {execution_id} is {live.progress.state.state} already.")
        self._end_killed(live)
        self._dispatcher.soon(self._stop(execution_id, cascade=cascade), f"stop of execution {execution_id}")

    def kill_left(self, execution_ids: Iterable[str]) -> None:
        """Ends those executions of an attempt as KILLED that go on when it is over; it waits for nothing."""
        for execution_id in execution_ids:
            live = self._conductor.live.get(execution_id)
            if live is not None and not live.progress.finished:
                self._end_killed(live)
                self._dispatcher.soon(self._stop(execution_id), f"stop of execution {execution_id}")

    def leave(self, execution_id: str, task_id: str, state: State) -> None:
        """Ends an execution for one of its tasks, in this state."""
        live = self._live(execution_id)
        if state is State.KILLED:
            self._end_killed(live)
            self._dispatcher.soon(self._stop(execution_id), f"stop of execution {execution_id}")
            return
        error = f"Task {task_id} ended the execution as FAILED." if state is State.FAILED else ""
        now = self._surroundings.clock.now()
        self._conductor.proceed(live, [ExecutionExiting(at=now, state=state, error=error)])

    async def _kill_those_made_by(self, execution_id: str) -> bool:
        found = self._conductor.descendants.of(execution_id, self._archive.created)
        made = [self._conductor.live[each] for each in found if each in self._conductor.live]
        for child in made:
            if not child.progress.finished:
                self._conductor.proceed(child, killed(child.progress, self._surroundings.clock.now()))
                await self._dispatcher.kill(child.id)
        await self._conductor.kept()
        return bool(made)

    async def pause(self, execution_id: str) -> None:
        """Has a running execution create no more task runs until it is resumed."""
        live = self._live(execution_id)
        if live.progress.state.state is not State.RUNNING:
            raise StateError(f"Execution {execution_id} is {live.progress.state.state}; only a RUNNING one is paused.")
        now = self._surroundings.clock.now()
        self._conductor.require()
        self._conductor.proceed(live, [ExecutionEntered(at=now, state=State.PAUSED, by_hand=True)])
        await self._conductor.kept()

    async def resume(
        self, execution_id: str, inputs: Mapping[str, Any], *, by: str | None = None, dry_run: bool = False
    ) -> LiveExecution:
        """
        Has a paused execution go on, at its first paused task run, for a user; with `dry_run` it is only shown how.

        Raises:
            InputError: The inputs are not those that the task asks for.
        """
        live = self._live(execution_id)
        if dry_run:
            live = LiveExecution.of(await self._archive.read(execution_id), self._surroundings.engine_id)
        records = self._going_on(live.progress, inputs, by)
        if dry_run:
            return live.returned_by(records)
        self._conductor.require()
        self._conductor.proceed(live, records)
        await self._conductor.kept()
        return live

    def _going_on(self, progress: Progress, inputs: Mapping[str, Any], by: str | None) -> list[AnyRecord]:
        now, state = self._surroundings.clock.now(), progress.state.state
        waits = state is State.PAUSED or (state.terminated and progress.state.paused)
        if not waits:
            raise StateError(f"Execution {progress.state.id} is {state}, not PAUSED.")
        if progress.held:
            going_on = State.PAUSED if progress.state.paused else State.RUNNING
            return [ExecutionEntered(at=now, state=state) for state in (State.RESTARTED, going_on)]
        run = progress.state.runs[next(iter(progress.state.paused))]
        return resumed(progress, run.id, now, self._answers(progress, run, inputs), by=by)

    def _answers(self, progress: Progress, run: TaskRun, inputs: Mapping[str, Any]) -> dict[str, Any] | None:
        asked = progress.flowable(run.id).asked_on_resume
        if not asked:
            return None
        known = self._surroundings.encryption.decrypted(execution_variables(progress))
        render = InputRendering(self._surroundings, progress.flow, known)
        return {"onResume": GivenInputs(self._surroundings).written(resolve_inputs(asked, inputs, render=render))}

    async def unqueue(self, execution_id: str, state: State = State.RUNNING) -> None:
        """
        Takes an execution out of the queue of its flow: it runs, whatever the limit is, or ends.

        Raises:
            StateError: It is not QUEUED, or the state is none of RUNNING, CANCELLED and FAILED.
        """
        if state not in (State.RUNNING, State.CANCELLED, State.FAILED):
            raise StateError(f"A queued execution cannot become {state}.", remedy="RUNNING, CANCELLED or FAILED.")
        live, now = self._live(execution_id), self._surroundings.clock.now()
        if live.progress.state.state is not State.QUEUED:
            raise StateError(f"Execution {execution_id} is {live.progress.state.state}, not QUEUED.")
        records: list[AnyRecord] = [ExecutionEntered(at=now, state=state)]
        if state.terminated:
            # One that was restarted has task runs that were to go on.
            left = reversed(live.progress.state.open)
            records = [TaskRunEnded(at=now, id=run_id, state=State.KILLED) for run_id in left]
            records.append(ExecutionEnded(at=now, state=state, error="It was taken out of the queue of its flow."))
        self._conductor.require()
        self._conductor.proceed(live, records)
        await self._conductor.kept()

    async def force_run(self, execution_id: str) -> None:
        """
        Has an execution run that waits for its date, for a place, or for somebody; one that runs is left alone.

        Raises:
            StateError: It has ended.
        """
        live = self._live(execution_id)
        state = live.progress.state.state
        if state is State.PAUSED:
            await self.resume(execution_id, {})
        elif state.terminated:
            raise self._archive.refusal(self._archive.summary(execution_id), "it cannot run on")
        elif state in (State.CREATED, State.QUEUED):
            now = self._surroundings.clock.now()
            self._conductor.require()
            self._conductor.proceed(live, [ExecutionEntered(at=now, state=State.RUNNING)])
            await self._conductor.kept()

    def _live(self, execution_id: str) -> LiveExecution:
        live = self._conductor.live.get(execution_id)
        if live is None:
            raise self._archive.refusal(self._archive.summary(execution_id), "it does not run here")
        return live
