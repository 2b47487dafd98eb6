"""What restart, replay and a change of state by hand make of the task runs of an execution (semantics, section 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from wavetank.abc.directory_task import DirectoryTask
from wavetank.abc.flowable_task import FlowableTask
from wavetank.core.level import AFTER, ERRORS, FINALLY, TASKS
from wavetank.model.state import State
from wavetank.model.task_run import Attempt, Change, TaskRun

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from wavetank.core.progress import Progress
    from wavetank.ids import IdSource

_LATER = (ERRORS, FINALLY, AFTER)


def restarted(progress: Progress, now: datetime) -> tuple[TaskRun, ...]:
    """
    Returns the task runs of a restart: what failed begins anew in its open blocks; what handled the failure is gone.

    A block whose tasks work in one folder begins anew as a whole.

    Raises:
        ValueError: Nothing failed, so there is nothing to restart from.
    """
    runs = progress.state.runs
    failed = {run.id for run in runs.values() if run.state is State.FAILED and run.branch not in _LATER}
    inner = {run.id for run in runs.values() if run.id in failed and not _failed_inside(run, runs.values(), failed)}
    if not inner:
        raise ValueError("No task found to restart execution from: none has failed")
    return _reopened(progress, {_beginning(progress, runs[run_id]).id for run_id in inner}, now)


def _beginning(progress: Progress, run: TaskRun) -> TaskRun:
    """Returns where a task run begins again: at the block in whose folder it worked, which is gone; else at itself."""
    if run.parent_id is None or run.branch != TASKS or not isinstance(progress.task(run.parent_id), DirectoryTask):
        return run
    return progress.state.runs[run.parent_id]


def _failed_inside(run: TaskRun, runs: Iterable[TaskRun], failed: set[str]) -> bool:
    return any(each.parent_id == run.id and each.id in failed for each in runs)


def replayed(progress: Progress, from_run: str, now: datetime, ids: IdSource) -> tuple[TaskRun, ...]:
    """
    Returns the task runs of a replay that begins at a task run: copies of what came before it, with ids of their own.

    Raises:
        ValueError: There is no such task run.
    """
    run = progress.state.runs.get(from_run)
    if run is None:
        raise ValueError(f"there is no task run {from_run!r}")
    run = _beginning(progress, run)
    from_run = run.id
    path = {from_run, *(each.id for each in progress.state.ancestors(run))}
    order = list(progress.state.runs)
    kept = [each for each in _reopened(progress, {from_run}, now) if _stays(each, path, order.index(from_run), order)]
    new = {each.id: ids() for each in kept}
    return tuple(
        replace(each, id=new[each.id], parent_id=new[each.parent_id] if each.parent_id else None) for each in kept
    )


def _stays(run: TaskRun, path: set[str], place: int, order: list[str]) -> bool:
    return run.id in path or (order.index(run.id) < place and run.state.terminated)


def with_state(progress: Progress, run_id: str, state: State, now: datetime) -> tuple[TaskRun, ...]:
    """
    Returns the task runs after one was given another state by hand; the blocks around it are open again.

    Raises:
        ValueError: It worked in the folder of a block, which is gone.
    """
    block = _beginning(progress, progress.state.runs[run_id])
    if block.id != run_id:
        raise ValueError(f"the folder of block {block.task_id} is gone; give the block another state, or restart it")
    changed = _reopened(progress, {run_id}, now)
    return tuple(_moved(run, state, now) if run.id == run_id else run for run in changed)


def begun_anew(progress: Progress, blocks: set[str], now: datetime) -> tuple[TaskRun, ...]:
    """Returns the task runs after the folders of blocks were lost: each begins anew, and what was inside is gone."""
    gone: set[str] = set()
    kept = []
    for run in progress.state.runs.values():
        if run.parent_id in blocks or run.parent_id in gone:
            gone.add(run.id)
        else:
            kept.append(_cut(run, now) if run.id in blocks else run)
    return tuple(kept)


def _cut(run: TaskRun, now: datetime) -> TaskRun:
    cut = Attempt(State.KILLED, run.history[-1].date, ended=now, cut=True)
    anew = replace(run, attempts=(*run.attempts, cut), outputs=None, resolved=False)
    return replace(anew, state=State.CREATED, history=(*run.history, Change(State.CREATED, now)))


def _reopened(progress: Progress, begin: set[str], now: datetime) -> tuple[TaskRun, ...]:
    runs = progress.state.runs
    around = {each.id for run_id in begin for each in progress.state.ancestors(runs[run_id])}
    gone: set[str] = set()
    kept = []
    for run in runs.values():
        if run.branch in _LATER or run.parent_id in gone or run.parent_id in begin:
            gone.add(run.id)
            continue
        kept.append(_opened(progress, run, begin, around, now))
    return tuple(kept)


def _opened(progress: Progress, run: TaskRun, begin: set[str], around: set[str], now: datetime) -> TaskRun:
    if run.id in around:
        return _moved(run, State.RUNNING, now)
    if run.id not in begin:
        return run
    anew = replace(run, error="", due=None, outputs=None, resolved=False, rounds=0, round=0, over=None)
    task = progress.task(run.id)
    arranges = isinstance(task, FlowableTask) and not isinstance(task, DirectoryTask)
    return _moved(anew, State.CREATED if arranges else State.RESTARTED, now)


def _moved(run: TaskRun, state: State, now: datetime) -> TaskRun:
    attempts = run.attempts
    if state.terminated and attempts:
        attempts = (*attempts[:-1], replace(attempts[-1], state=state, ended=attempts[-1].ended or now))
    return replace(run, state=state, history=(*run.history, Change(state, now)), error="", attempts=attempts)
