"""What becomes of a task run when its attempt is over."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from wavetank.core.retries import renewal_date, retry_date, retry_of
from wavetank.core.written import as_written
from wavetank.model.pausing import Pausing
from wavetank.model.records import (
    AnyRecord,
    ExecutionEnded,
    ExecutionEntered,
    ExecutionExiting,
    RoundBegun,
    RoundsOver,
    TaskRunEnded,
    TaskRunPaused,
    TaskRunRequeued,
    TaskRunResolved,
    TaskRunResumed,
    TaskRunRetrying,
)
from wavetank.model.state import State

if TYPE_CHECKING:
    from datetime import datetime

    from wavetank.core.progress import Progress
    from wavetank.model.task import Task
    from wavetank.model.task_run import TaskRun


# The states of an execution in which a failed task is tried again.
_TRYING = (State.RUNNING, State.RETRYING, State.PAUSED)


def attempt_over(
    progress: Progress,
    ended: TaskRunEnded,
    chance: float,
) -> list[AnyRecord]:
    """
    Returns the records of an attempt that is over: its end as the task's properties change it, or a plan to try again.

    `ended` is the end as it came from the task; `chance`, from 0 to 1, decides on random intervals.
    """
    if ended.state is State.FAILED and progress.state.state in _TRYING and progress.state.exiting is None:
        due = retry_date(progress, ended.id, ended.at, chance)
        if due is not None:
            return _planned(progress, ended, due)
        begins = renewal_date(progress, ended.id, ended.at, chance)
        if begins is not None:
            return _replaced(progress, ended, begins)
    state = ended.state
    retry = retry_of(progress, ended.id)
    if state is State.SUCCESS and retry is not None and retry.warning_on_retry:
        state = State.WARNING if len(progress.state.runs[ended.id].attempts) > 1 else state
    state = allowed(progress.task(ended.id), state)
    return [ended if state is ended.state else replace(ended, state=state)]


def block_over(progress: Progress, run_id: str, now: datetime, outputs: dict[str, Any] | None = None) -> TaskRunEnded:
    """Returns the end of a flowable task, all of whose tasks have ended."""
    error = progress.state.runs[run_id].error
    try:
        state = progress.flowable(run_id).conclude(progress.levels[run_id].state)
    except Exception as fault:  # noqa: BLE001 - a block whose state cannot be told has failed
        state, error = State.FAILED, str(fault) or type(fault).__name__
    state = allowed(progress.task(run_id), state)
    if state is State.FAILED:
        error = error or "A task inside failed."
    return TaskRunEnded(at=now, id=run_id, state=state, outputs=outputs, error=error)


def _planned(progress: Progress, ended: TaskRunEnded, due: datetime) -> list[AnyRecord]:
    records: list[AnyRecord] = [
        TaskRunRetrying(at=ended.at, id=ended.id, error=ended.error, due=due, log_file=ended.log_file)
    ]
    if progress.state.state is State.RUNNING:
        records.append(ExecutionEntered(at=ended.at, state=State.RETRYING))
    return records


def _replaced(progress: Progress, ended: TaskRunEnded, begins: datetime) -> list[AnyRecord]:
    """The execution ends when nothing is at work in it any more, and another one begins then in its place."""
    run = progress.state.runs[ended.id]
    error = f"Task {run.task_id} failed: {ended.error}"
    return [
        ExecutionExiting(at=ended.at, state=State.RETRIED, error=error, again=begins),
        TaskRunEnded(at=ended.at, id=ended.id, state=State.RETRIED, outputs=ended.outputs, error=ended.error),
    ]


def allowed(task: Task, state: State) -> State:
    """Returns a state after `allowFailure` and `allowWarning` (semantics reference, section 5)."""
    if state is State.FAILED and task.allow_failure:
        state = State.WARNING
    if state is State.WARNING and task.allow_warning:
        return State.SUCCESS
    return state


def begun_to_pause(progress: Progress, run_id: str, now: datetime, pausing: Pausing) -> list[AnyRecord]:
    """Returns the records of a task run that begins to wait, and the execution with it."""
    due = now + timedelta(seconds=pausing.seconds) if pausing.seconds is not None else None
    records: list[AnyRecord] = [TaskRunPaused(at=now, id=run_id, due=due, outcome=pausing.outcome)]
    if progress.state.state is State.RUNNING:
        records.append(ExecutionEntered(at=now, state=State.PAUSED))
    return records


def resumed(
    progress: Progress,
    run_id: str,
    now: datetime,
    outputs: dict[str, Any] | None = None,
    outcome: State = State.SUCCESS,
    by: str | None = None,
) -> list[AnyRecord]:
    """
    Returns the records of a paused task run that goes on, or that ends in another state than SUCCESS.

    One that ends so has only its `errors` and `finally` run before.
    The execution goes on with it, unless another of its task runs is still paused, or somebody has paused it. What is
    left in its outputs are the date, the state that it took, and by whom it was resumed, if that is known.
    """
    run = progress.state.runs[run_id]
    others = len(progress.state.paused) > 1
    records: list[AnyRecord] = []
    if progress.state.state is State.PAUSED and not others and not progress.state.held:
        entered = (State.RUNNING,) if run.between_rounds else (State.RESTARTED, State.RUNNING)
        records += [ExecutionEntered(at=now, state=state) for state in entered]
    if run.between_rounds:
        return [*records, RoundBegun(at=now, id=run_id, outputs=progress.flowable(run_id).outputs_after(run.rounds))]
    left = {**(outputs or {}), **_told(now, outcome, by)}
    if outcome is State.SUCCESS and not _ends_at_once(progress, run):
        return [*records, TaskRunResumed(at=now, id=run_id), TaskRunResolved(at=now, id=run_id, outputs=left)]
    if progress.flowable(run_id).final_tasks or (outcome is State.FAILED and progress.flowable(run_id).error_tasks):
        over = RoundsOver(at=now, id=run_id, state=outcome, error="Its time was over.")
        return [*records, over, TaskRunResumed(at=now, id=run_id), TaskRunResolved(at=now, id=run_id, outputs=left)]
    return [*records, TaskRunEnded(at=now, id=run_id, state=allowed(progress.task(run_id), outcome), outputs=left)]


def _ends_at_once(progress: Progress, run: TaskRun) -> bool:
    """Returns whether a pause has nothing to run when it is over, nor anything at work that it waits for."""
    pause = progress.flowable(run.id)
    tasks = pause.plan(run.answer).groups or pause.error_tasks or pause.final_tasks
    return not tasks and not progress.at_work_on_pause(run.id)


def after_round(progress: Progress, run_id: str, answer: Any, now: datetime) -> list[AnyRecord]:
    """
    Returns the records that follow a round of a loop, given the answer to the question after it.

    Raises:
        ValueError: The answer makes no sense.
    """
    run = progress.state.runs[run_id]
    sequel = progress.flowable(run_id).sequel(answer, run.rounds, run.history[run.beginning].date, now)
    if sequel.state is None:
        return begun_to_pause(progress, run_id, now, Pausing(sequel.seconds))
    return [RoundsOver(at=now, id=run_id, state=sequel.state, error=sequel.reason)]


def _told(now: datetime, outcome: State, by: str | None = None) -> dict[str, Any]:
    who = {} if by is None else {"by": by}
    return {"resumed": as_written({**who, "on": now, "to": outcome})}


def _cancelled(run_id: str, now: datetime) -> list[AnyRecord]:
    """The execution ends as CANCELLED, as soon as nothing is at work in it."""
    state = State.CANCELLED
    ended = TaskRunEnded(at=now, id=run_id, state=state, outputs=_told(now, state))
    return [ExecutionExiting(at=now, state=state), ended]


def woken(progress: Progress, run_id: str, now: datetime) -> list[AnyRecord]:
    """Returns the records of a task run whose time has come: it is tried again, or its pause is over."""
    run = progress.state.runs.get(run_id)
    if run is None or run.due is None or run.due > now:
        return []
    if run.state is State.PAUSED:
        if run.outcome is not State.SUCCESS and progress.at_work_on_pause(run_id):
            return []
        if run.outcome is State.CANCELLED and not progress.state.state.terminated:
            return _cancelled(run_id, now)
        return resumed(progress, run_id, now, outcome=run.outcome)
    if run.state is not State.RETRYING:
        return []
    others = len(progress.state.retrying) > 1
    records: list[AnyRecord] = [TaskRunRequeued(at=now, id=run_id)]
    if progress.state.state is State.RETRYING and not others:
        state = State.PAUSED if progress.state.paused else State.RUNNING
        records.append(ExecutionEntered(at=now, state=state))
    return records


def killed(progress: Progress, now: datetime) -> list[AnyRecord]:
    """
    Returns the records of a killed execution: what is open ends KILLED, the innermost first.

    One that has ended already stays as it is; what still runs after its end is stopped.
    """
    ends = [TaskRunEnded(at=now, id=run_id, state=State.KILLED) for run_id in reversed(progress.state.open)]
    if progress.state.state.terminated:
        return list(ends)
    return [ExecutionEntered(at=now, state=State.KILLING), *ends, ExecutionEnded(at=now, state=State.KILLED)]
