from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from wavetank.core.rearranging import renamed, replayed, restarted, with_outputs, with_state
from wavetank.core.replanting import replanted
from wavetank.core.results import resumed
from wavetank.engine.given_inputs import GivenInputs
from wavetank.engine.live_execution import LiveExecution
from wavetank.errors import NotFoundError, StateError
from wavetank.model.labels import REPLAY, RESTARTED
from wavetank.model.records import (
    AnyRecord,
    ExecutionCreated,
    ExecutionEntered,
    LabelsSet,
    RunsRearranged,
    VariablesSet,
)
from wavetank.model.state import State

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wavetank.core.progress import Progress
    from wavetank.engine.archive import Archive
    from wavetank.engine.conductor import Conductor
    from wavetank.engine.intake import Intake
    from wavetank.engine.parents import Parents
    from wavetank.engine.revisions import Revisions
    from wavetank.engine.surroundings import Surroundings
    from wavetank.model.flow import Flow
    from wavetank.model.task_run import TaskRun


class Reruns:
    """
    Executions that go on from an earlier point: restart, replay, change of a task run's state (semantics, section 7).

    Each method returns the execution as the operation leaves it, in state RESTARTED or CREATED, before anything runs.
    With `dry_run` that is all; else what follows is on disk, and begins.
    """

    def __init__(
        self,
        surroundings: Surroundings,
        conductor: Conductor,
        intake: Intake,
        archive: Archive,
        revisions: Revisions,
        parents: Parents,
    ) -> None:
        self._surroundings = surroundings
        self._conductor = conductor
        self._intake = intake
        self._archive = archive
        self._revisions = revisions
        self._parents = parents

    async def restart(self, execution_id: str, *, dry_run: bool = False) -> LiveExecution:
        """
        Has a failed execution begin anew at what failed.

        Raises:
            NotFoundError: There is none with this id.
            StateError: It has not ended, or nothing in it failed.
        """
        async with self._archive.alone(execution_id):
            progress = await self._archive.ended(execution_id)
            marked = LabelsSet(at=self._surroundings.clock.now(), labels={RESTARTED: "true"})
            records = [marked, *self._opening(progress, self._restarted(progress))]
            if dry_run:
                return LiveExecution.of(progress, self._surroundings.engine_id).returned_by(records)
            live = await self._reopened(progress, records)
            self._parents.hear_of(live)
            return live

    async def restart_on(self, execution_id: str, revision: int, *, dry_run: bool = False) -> LiveExecution:
        """
        Creates an execution that begins at what failed in another one, with another revision of its flow.

        Raises:
            NotFoundError: There is no such execution or revision.
            StateError: It has not ended and is not paused, nothing in it failed, or the revision has no place for that.
        """
        source = await self._archive.read(execution_id)
        if not source.state.state.terminated and source.state.state is not State.PAUSED:
            raise self._archive.refusal(self._archive.summary(execution_id), "wait until it has ended")
        created = source.state.created
        flow = self._revisions.named(created.namespace, created.flow_id, revision)
        return await self._copy(source, flow, None, self._restarted(source), mark=RESTARTED, dry_run=dry_run)

    def _restarted(self, progress: Progress) -> tuple[TaskRun, ...]:
        try:
            return restarted(progress, self._surroundings.clock.now())
        except ValueError as error:
            raise StateError(str(error), where=f"execution {progress.state.id}") from error

    async def replay(
        self,
        execution_id: str,
        from_task: str | None = None,
        *,
        inputs: Mapping[str, Any] | None = None,
        outputs: Mapping[str, Mapping[str, Any]] | None = None,
        source: str | None = None,
        revision: int | None = None,
        dry_run: bool = False,
    ) -> LiveExecution:
        """
        Creates an execution like another, from its start or from one of its task runs.

        Args:
            execution_id: The one to do again.
            from_task: The id of a task run, or of a task, which stands for its first task run.
            inputs: By id, in the place of those that it had.
            outputs: By the id of a task run that is taken over, or of its task.
            source: An edited text of the flow, for this execution alone.
            revision: Another revision of the flow.
            dry_run: Nothing is stored, and nothing runs.

        Raises:
            NotFoundError: There is no such execution, task run or revision.
            FlowError, InputError: The text or the inputs are not accepted.
            StateError: The flow has no place for what is taken over, or outputs are given for something else.
        """
        former = await self._archive.read(execution_id)
        flow = self._flow_for(former, source, revision)
        runs = self._replayed(former, from_task, outputs or {}) if from_task is not None or outputs else None
        return await self._copy(former, flow, inputs, runs, mark=REPLAY, dry_run=dry_run)

    def flow_for(self, execution_id: str, source: str | None = None, revision: int | None = None) -> Flow:
        """
        Returns the flow that a replay of an execution would run; see `replay`.

        Raises:
            NotFoundError: There is no such execution or revision.
            FlowError: The text is not accepted.
        """
        return self._flow_for(self._archive.folded(execution_id), source, revision)

    def _flow_for(self, former: Progress, source: str | None, revision: int | None) -> Flow:
        if source is not None:
            return self._revisions.beside(former.flow.key, source)
        if revision is not None:
            return self._revisions.named(former.flow.namespace, former.flow.id, revision)
        return former.flow

    def _replayed(
        self, former: Progress, from_task: str | None, outputs: Mapping[str, Mapping[str, Any]]
    ) -> tuple[TaskRun, ...]:
        place = f"execution {former.state.id}"
        if from_task is None:
            raise StateError(
                "Outputs are given, but no task to begin at.", where=place, remedy="Name the task in `from_task`."
            )
        try:
            runs = replayed(former, self._run_of(former, from_task), self._surroundings.clock.now())
            return with_outputs(runs, outputs)
        except ValueError as error:
            raise StateError(f"{error}.", where=place) from error

    def _run_of(self, former: Progress, name: str) -> str:
        runs = former.state.runs
        found = name if name in runs else next((run.id for run in runs.values() if run.task_id == name), None)
        if found is None:
            known = ", ".join(dict.fromkeys(run.task_id for run in runs.values())) or "none"
            raise NotFoundError(
                f"No task found to replay from: execution {former.state.id} has no run of a task {name!r}.",
                remedy=f"Tasks that ran: {known}.",
            )
        return found

    async def _copy(
        self,
        former: Progress,
        flow: Flow,
        inputs: Mapping[str, Any] | None,
        runs: tuple[TaskRun, ...] | None,
        *,
        mark: str,
        dry_run: bool,
    ) -> LiveExecution:
        if flow.revision < 0 and not dry_run:
            self._conductor.require()
            self._revisions.keep(flow)
            flow = await self._revisions.kept(flow, self._conductor.kept())
        now = self._surroundings.clock.now()
        live = LiveExecution(flow, self._surroundings.engine_id)
        created = await self._created(former, flow, inputs, dry_run=dry_run)
        records: list[AnyRecord] = [replace(created, labels={**former.state.labels, mark: "true"})]
        if runs is not None:
            if flow is not former.flow:
                runs = self._planted(former, runs, flow)
            new = renamed(runs, self._surroundings.ids)
            if former.state.variables:
                records.append(VariablesSet(at=now, variables=former.state.variables))
            records.append(RunsRearranged(at=now, runs=new, history=tuple(former.state.history)))
            records.append(ExecutionEntered(at=now, state=State.RESTARTED))
        for record in records:
            live.progress.apply(record)
        if dry_run:
            return live
        self._conductor.require()
        return await self._begin(live, records)

    def _planted(self, former: Progress, runs: tuple[TaskRun, ...], flow: Flow) -> tuple[TaskRun, ...]:
        try:
            return replanted(runs, flow)
        except ValueError as error:
            raise StateError(f"{error}.", where=f"execution {former.state.id} on another text of its flow") from error

    async def _created(
        self, former: Progress, flow: Flow, inputs: Mapping[str, Any] | None, *, dry_run: bool
    ) -> ExecutionCreated:
        execution_id = self._surroundings.ids()
        kept = former.state.created.inputs
        if inputs is not None:
            kept = await GivenInputs(self._surroundings).edited(flow, execution_id, kept, inputs, dry_run=dry_run)
        return replace(
            former.state.created,
            at=self._surroundings.clock.now(),
            id=execution_id,
            flow_revision=flow.revision,
            inputs=kept,
            begins=None,
            parent_id=former.state.id,
            original_id=former.state.original_id,
            until=former.state.created.until if flow is former.flow else None,
        )

    async def _begin(self, live: LiveExecution, records: Sequence[AnyRecord]) -> LiveExecution:
        more = list(records[1:])
        if more:
            # The states that it takes over were announced when the other execution entered them.
            live.announced = len(live.progress.state.history) - 1
            more.append(self._going_on(live.progress))
            live.progress.apply(more[-1])
        effects = self._intake.create(live, more=more)
        self._conductor.do_when_kept(live, effects)
        await self._conductor.kept()
        return live

    def _going_on(self, progress: Progress) -> AnyRecord:
        """
        Returns what follows the state RESTARTED: it runs, or, if it had failed, waits for a place in its flow's queue.

        Raises:
            StateError: Its flow has no place for it, and no queue.
        """
        full = self._conductor.admission(progress.flow) if progress.state.failed_before else []
        if not full:
            return ExecutionEntered(at=self._surroundings.clock.now(), state=State.RUNNING)
        if isinstance(full[0], ExecutionEntered):
            return full[0]
        raise StateError(
            f"No more executions of flow {progress.flow.key} may run: its `concurrency` has no place, and no queue.",
            where=f"execution {progress.state.id}",
            remedy="Wait until one of them has ended.",
        )

    async def set_state(self, execution_id: str, run_id: str, state: State, *, dry_run: bool = False) -> LiveExecution:
        """
        Gives a task run of an execution that is paused or has ended another state; the execution goes on from there.

        A paused task run that becomes RUNNING goes on as if it was resumed.

        Raises:
            NotFoundError: There is no such execution or task run.
            StateError: The execution runs, or the task run cannot be given this state.
        """
        async with self._archive.alone(execution_id):
            return await self._with_state(execution_id, run_id, state, dry_run=dry_run)

    async def _with_state(self, execution_id: str, run_id: str, state: State, *, dry_run: bool) -> LiveExecution:
        live = None if dry_run else self._conductor.live.get(execution_id)
        progress = live.progress if live is not None else await self._archive.read(execution_id)
        if run_id not in progress.state.runs:
            raise NotFoundError(f"Execution {execution_id} has no task run {run_id!r}.")
        if not self._may_change(progress):
            raise self._archive.refusal(self._archive.summary(execution_id), "pause it, or wait until it has ended")
        records = self._changed(progress, run_id, state)
        if dry_run:
            return LiveExecution.of(progress, self._surroundings.engine_id).returned_by(records)
        if live is None:
            return await self._reopened(progress, records)
        if state.terminated:
            self._check_nothing_begins(live.progress)
        self._conductor.require()
        self._conductor.proceed(live, records)
        await self._conductor.kept()
        return live

    def _check_nothing_begins(self, progress: Progress) -> None:
        """A task run that is just about to begin would begin once more: what is open is started from its task runs."""
        for run_id in progress.state.open:
            run = progress.state.runs[run_id]
            if run.state in (State.CREATED, State.RESTARTED) and run_id not in progress.requeued:
                place = f"execution {progress.state.id}"
                raise StateError(
                    f"Task {run.task_id} is about to begin.", where=place, remedy="Try again when it runs."
                )

    def _may_change(self, progress: Progress) -> bool:
        state = progress.state
        return state.state.terminated != (state.id in self._conductor.live) and (
            state.state.terminated or state.state is State.PAUSED
        )

    def _changed(self, progress: Progress, run_id: str, state: State) -> list[AnyRecord]:
        now, place = self._surroundings.clock.now(), f"execution {progress.state.id}"
        if progress.state.runs[run_id].state is State.PAUSED and state is State.RUNNING:
            return resumed(progress, run_id, now)
        if not state.terminated:
            raise StateError(
                f"A task run cannot be given the state {state} by hand.",
                where=place,
                remedy="Give one in which it has ended, or have it run again with restart or replay.",
            )
        try:
            runs = with_state(progress, run_id, state, now)
        except ValueError as error:
            raise StateError(f"{error}.", where=place) from error
        if any(run.state is State.PAUSED for run in runs):
            return [RunsRearranged(at=now, runs=runs)]
        return self._opening(progress, runs)

    def _opening(self, progress: Progress, runs: tuple[TaskRun, ...]) -> list[AnyRecord]:
        now = self._surroundings.clock.now()
        restarted_now = ExecutionEntered(at=now, state=State.RESTARTED)
        return [restarted_now, RunsRearranged(at=now, runs=runs), self._going_on(progress)]

    async def _reopened(self, progress: Progress, records: Sequence[AnyRecord]) -> LiveExecution:
        self._conductor.require()
        live = LiveExecution.of(progress, self._surroundings.engine_id)
        self._conductor.reopen(live, records)
        await self._conductor.kept()
        return live
