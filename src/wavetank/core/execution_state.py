from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from wavetank.model.records import (
    AnyRecord,
    ExecutionCreated,
    ExecutionEnded,
    ExecutionEntered,
    ExecutionExiting,
    ExecutionRenewed,
    ExecutionStarted,
    LabelsSet,
    ListenersChosen,
    Record,
    RoundBegun,
    RoundEnded,
    RoundsOver,
    RunsRearranged,
    SlaViolated,
    TaskRunAdded,
    TaskRunCreated,
    TaskRunCut,
    TaskRunEnded,
    TaskRunPaused,
    TaskRunReported,
    TaskRunRequeued,
    TaskRunResolved,
    TaskRunResumed,
    TaskRunRetrying,
    TaskRunStarted,
    VariablesSet,
)
from wavetank.model.state import State
from wavetank.model.task_run import Attempt, Change, TaskRun

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime


AnyMove = TaskRunPaused | TaskRunResumed | TaskRunRetrying | TaskRunRequeued


class ExecutionState:
    """
    An execution folded from its records; applying one costs the same however long the execution is.

    Attributes:
        created: The first record.
        state: The present state.
        history: All states, oldest first.
        runs: Task runs by id, in the order of their creation.
        labels: Those that it was created with, and those that it got since.
        variables: Its own variables, beside those of the flow.
        outputs: The flow's outputs, None before the end.
        error: Why it failed, in a sentence; empty if it did not.
        open: The ids of the task runs that have not ended, in the order of their creation.
        paused: Those that wait for somebody, or for a date.
        retrying: Those that will be tried again.
        inside: The ids of the task runs below a task run, by its id.
        listeners: Which listeners of the flow run, None as long as that is not known.
        begins: When it begins, as long as it waits for that date; None otherwise.
        renewed: Whether another execution, if one is due in its place, was created.
        exiting: How the execution ends as soon as nothing is at work any more; None unless a task said so.
        violated: The SLAs that it broke, by their ids.
        held: Whether somebody paused the execution: nothing new begins.
        length: How many records it was folded from.
    """

    created: ExecutionCreated

    def __init__(self) -> None:
        self.state = State.CREATED
        self.history: list[Change] = []
        self.runs: dict[str, TaskRun] = {}
        self.labels: dict[str, str] = {}
        self.variables: dict[str, Any] = {}
        self.outputs: dict[str, Any] | None = None
        self.error = ""
        self.open: dict[str, None] = {}
        self.paused: dict[str, None] = {}
        self.retrying: dict[str, None] = {}
        self.inside: dict[str, list[str]] = {}
        self.listeners: tuple[int, ...] | None = None
        self.begins: datetime | None = None
        self.renewed = False
        self.exiting: ExecutionExiting | None = None
        self.violated: set[str] = set()
        self.held = False
        self.length = 0

    @classmethod
    def of(cls, records: Iterable[AnyRecord]) -> ExecutionState:
        """Returns the execution that these records, the first ones or all, make."""
        state = cls()
        for record in records:
            state.apply(record)
        return state

    @property
    def id(self) -> str:
        """The id of the execution."""
        return self.created.id

    @property
    def original_id(self) -> str:
        """The id of the first execution of a chain of replays; its own for a fresh one."""
        return self.created.original_id or self.created.id

    @property
    def failed_before(self) -> bool:
        """Whether it has failed, and nothing but a restart came after that."""
        entered = (change.state for change in reversed(self.history) if change.state is not State.RESTARTED)
        return next(entered, None) is State.FAILED

    def apply(self, record: AnyRecord) -> None:
        """Takes in the next record."""
        _FOLDS[type(record)](self, record)
        self.length += 1

    def ancestors(self, run: TaskRun) -> list[TaskRun]:
        """Returns the task runs around a task run, the nearest first."""
        found = []
        while run.parent_id is not None:
            run = self.runs[run.parent_id]
            found.append(run)
        return found

    def descendants(self, run_id: str) -> list[str]:
        """Returns the ids of all task runs inside a task run, a parent before its children."""
        found = list(self.inside.get(run_id, ()))
        for each in found:
            found += self.inside.get(each, ())
        return found

    def _enter(self, state: State, record: Record) -> None:
        self.state = state
        self.begins = None
        self.history.append(Change(state, record.at))

    def _created(self, record: ExecutionCreated) -> None:
        self.created = record
        self.labels = record.labels
        self._enter(State.CREATED, record)
        self.begins = record.begins

    def _started(self, record: ExecutionStarted) -> None:
        self._enter(State.RUNNING, record)

    def _ended(self, record: ExecutionEnded) -> None:
        self.outputs, self.error = record.outputs, record.error
        self.held = False
        self._enter(record.state, record)

    def _run_created(self, record: TaskRunCreated) -> None:
        self.runs[record.id] = TaskRun(
            id=record.id,
            task_id=record.task_id,
            parent_id=record.parent_id,
            value=record.value,
            iteration=record.iteration,
            branch=record.branch,
            group=record.group,
            state=State.CREATED,
            history=(Change(State.CREATED, record.at),),
        )
        self.open[record.id] = None
        if record.parent_id is not None:
            self.inside.setdefault(record.parent_id, []).append(record.id)

    def _run_added(self, record: TaskRunAdded) -> None:
        states = (State.CREATED, State.RUNNING, record.state)
        self.runs[record.id] = TaskRun(
            id=record.id,
            task_id=record.task_id,
            parent_id=record.parent_id,
            value=record.value,
            iteration=None,
            branch="tasks",
            group=0,
            state=record.state,
            history=tuple(Change(state, record.at) for state in states),
            attempts=(Attempt(record.state, record.at, ended=record.at),),
            outputs=record.outputs,
            error=record.error,
            dynamic=True,
        )
        self.inside.setdefault(record.parent_id, []).append(record.id)

    def _run_started(self, record: TaskRunStarted) -> None:
        run = self.runs[record.id]
        attempts = (*run.attempts, Attempt(State.RUNNING, record.at)) if record.attempt else run.attempts
        history = (*run.history, Change(State.RUNNING, record.at))
        self.runs[run.id] = replace(run, state=State.RUNNING, history=history, attempts=attempts)

    def _run_resolved(self, record: TaskRunResolved) -> None:
        run = self.runs[record.id]
        self.runs[run.id] = replace(run, answer=record.answer, outputs=record.outputs, resolved=True)

    def _run_reported(self, record: TaskRunReported) -> None:
        self.runs[record.id] = replace(self.runs[record.id], outputs=record.outputs)

    def _run_cut(self, record: TaskRunCut) -> None:
        run = self.runs[record.id]
        cut = replace(run.attempts[-1], state=State.KILLED, ended=record.at, cut=True)
        history = (*run.history, Change(State.CREATED, record.at))
        self.runs[run.id] = replace(run, state=State.CREATED, history=history, attempts=(*run.attempts[:-1], cut))

    def _run_ended(self, record: TaskRunEnded) -> None:
        run = self.runs[record.id]
        self._close(run)
        attempts = run.attempts
        if attempts and attempts[-1].ended is None:
            last = replace(attempts[-1], state=record.state, ended=record.at, log_file=record.log_file)
            attempts = (*attempts[:-1], last)
        self.runs[run.id] = replace(
            run,
            state=record.state,
            history=(*run.history, Change(record.state, record.at)),
            attempts=attempts,
            outputs=run.outputs if record.outputs is None else record.outputs,
            error=record.error,
        )

    def _close(self, run: TaskRun) -> None:
        self.open.pop(run.id, None)
        if run.state is State.PAUSED:
            self.paused.pop(run.id, None)
        elif run.state is State.RETRYING:
            self.retrying.pop(run.id, None)

    def _run_paused(self, record: TaskRunPaused) -> None:
        answer = self.runs[record.id].answer if record.answer is None else record.answer
        self.paused[record.id] = None
        self._move(record, State.PAUSED, due=record.due, outcome=record.outcome, answer=answer)

    def _run_resumed(self, record: TaskRunResumed) -> None:
        self.paused.pop(record.id, None)
        self._move(record, State.RUNNING, due=None)

    def _round_ended(self, record: RoundEnded) -> None:
        run = self.runs[record.id]
        outputs = run.outputs if record.outputs is None else record.outputs
        self.runs[run.id] = replace(run, rounds=run.rounds + 1, outputs=outputs)

    def _round_begun(self, record: RoundBegun) -> None:
        for gone in self.descendants(record.id):
            del self.runs[gone]
            self.inside.pop(gone, None)
        self.inside.pop(record.id, None)
        self.paused.pop(record.id, None)
        run = self.runs[record.id]
        # A loop of many rounds has a short history: until it began, and the present round.
        history = (*run.history[: run.beginning + 1], Change(State.RUNNING, record.at))
        outputs = run.outputs if record.outputs is None else record.outputs
        self.runs[run.id] = replace(
            run, state=State.RUNNING, round=run.rounds, due=None, history=history, outputs=outputs
        )

    def _rounds_over(self, record: RoundsOver) -> None:
        self.runs[record.id] = replace(self.runs[record.id], over=record.state, error=record.error)

    def _run_retrying(self, record: TaskRunRetrying) -> None:
        run = self.runs[record.id]
        failed = replace(run.attempts[-1], state=State.FAILED, ended=record.at, log_file=record.log_file)
        attempts = (*run.attempts[:-1], failed)
        self.retrying[record.id] = None
        self._move(record, State.RETRYING, due=record.due, error=record.error, attempts=attempts)

    def _run_requeued(self, record: TaskRunRequeued) -> None:
        self.retrying.pop(record.id, None)
        self._move(record, State.CREATED, due=None, error="")

    def _move(self, record: AnyMove, state: State, **changes: Any) -> None:
        run = self.runs[record.id]
        self.runs[run.id] = replace(run, state=state, history=(*run.history, Change(state, record.at)), **changes)

    def _rearranged(self, record: RunsRearranged) -> None:
        self.runs = {run.id: run for run in record.runs}
        self.history = list(record.history) or self.history
        self.outputs, self.error = None, ""
        self.open = {run.id: None for run in record.runs if not run.state.terminated}
        self.paused = {run.id: None for run in record.runs if run.state is State.PAUSED}
        self.retrying = {run.id: None for run in record.runs if run.state is State.RETRYING}
        self.inside = {}
        for run in record.runs:
            if run.parent_id is not None:
                self.inside.setdefault(run.parent_id, []).append(run.id)

    def _labelled(self, record: LabelsSet) -> None:
        self.labels = {**self.labels, **record.labels}

    def _varied(self, record: VariablesSet) -> None:
        self.variables = record.variables

    def _sla_violated(self, record: SlaViolated) -> None:
        self.violated.add(record.id)
        self.labels = {**self.labels, **record.labels}

    def _listeners_chosen(self, record: ListenersChosen) -> None:
        self.listeners = record.indices

    def _renewed(self, record: ExecutionRenewed) -> None:  # noqa: ARG002 - as for every record
        self.renewed = True

    def _exiting(self, record: ExecutionExiting) -> None:
        self.exiting = record

    def _entered(self, record: ExecutionEntered) -> None:
        if record.state.terminated and record.state is not State.FAILED:
            self.error = ""
        if record.state is State.RESTARTED and self.state.terminated:
            self.listeners = self.exiting = None
            self.renewed = False
        self.held = record.state is State.PAUSED and (record.by_hand or not self.paused)
        self._enter(record.state, record)


# ruff: noqa: SLF001 - the table below belongs to the class
_FOLDS: dict[type[Record], Callable[[ExecutionState, Any], None]] = {
    ExecutionCreated: ExecutionState._created,
    ExecutionStarted: ExecutionState._started,
    ExecutionEnded: ExecutionState._ended,
    TaskRunAdded: ExecutionState._run_added,
    TaskRunCreated: ExecutionState._run_created,
    TaskRunStarted: ExecutionState._run_started,
    TaskRunResolved: ExecutionState._run_resolved,
    TaskRunReported: ExecutionState._run_reported,
    TaskRunCut: ExecutionState._run_cut,
    TaskRunEnded: ExecutionState._run_ended,
    TaskRunPaused: ExecutionState._run_paused,
    TaskRunResumed: ExecutionState._run_resumed,
    RoundEnded: ExecutionState._round_ended,
    RoundBegun: ExecutionState._round_begun,
    RoundsOver: ExecutionState._rounds_over,
    TaskRunRetrying: ExecutionState._run_retrying,
    TaskRunRequeued: ExecutionState._run_requeued,
    RunsRearranged: ExecutionState._rearranged,
    ExecutionEntered: ExecutionState._entered,
    ExecutionExiting: ExecutionState._exiting,
    ExecutionRenewed: ExecutionState._renewed,
    ListenersChosen: ExecutionState._listeners_chosen,
    SlaViolated: ExecutionState._sla_violated,
    LabelsSet: ExecutionState._labelled,
    VariablesSet: ExecutionState._varied,
}
