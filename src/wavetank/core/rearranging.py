"""What restart, replay and a change of state by hand make of the task runs of an execution (semantics, section 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from wavetank.abc.directory_task import DirectoryTask
from wavetank.abc.flowable_task import FlowableTask
from wavetank.core.downstream import Downstream, rank_of
from wavetank.core.level import AFTER, ON_PAUSE, TASKS
from wavetank.model.state import State
from wavetank.model.task_run import Attempt, Change, TaskRun

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from wavetank.core.progress import Progress
    from wavetank.ids import IdSource

# A failure inside such a task run was tolerated.
_WELL = frozenset({State.SUCCESS, State.WARNING, State.SKIPPED, State.CANCELLED, State.RETRIED})


def restarted(progress: Progress, now: datetime) -> tuple[TaskRun, ...]:
    """
    Returns the task runs of a restart: what failed, or is open, begins anew; what handled a failure is gone.

    A failure that its block allowed is none. A block whose tasks work in one folder begins anew as a whole.

    Raises:
        ValueError: Nothing failed, so there is nothing to restart from.
    """
    broken: set[str | None] = {None}
    failed = []
    for run in progress.state.runs.values():
        if run.parent_id in broken and run.branch == TASKS and run.state not in _WELL and not run.dynamic:
            broken.add(run.id)
            if run.state is not State.KILLED:
                failed.append(run)
    around = {run.parent_id for run in failed}
    begin = {_beginning(progress, run).id for run in failed if run.id not in around}
    if not begin:
        raise ValueError("No task found to restart execution from: none has failed")
    levels: set[str | None] = {each.id for run in begin for each in progress.state.ancestors(progress.state.runs[run])}
    return _reopened(progress, begin, dict.fromkeys([*levels, None], 0), now)


def _beginning(progress: Progress, run: TaskRun) -> TaskRun:
    """Returns where a task run begins again: at the block in whose folder it worked, which is gone; else at itself."""
    if run.parent_id is None or run.branch != TASKS or not isinstance(progress.task(run.parent_id), DirectoryTask):
        return run
    return progress.state.runs[run.parent_id]


def _reopened(
    progress: Progress, begin: set[str], levels: Mapping[str | None, int], now: datetime
) -> tuple[TaskRun, ...]:
    """Opens levels, each with the number of the last branch that stays, and has task runs in them begin anew."""
    gone: set[str | None] = set()
    kept = []
    for run in progress.state.runs.values():
        if run.parent_id in gone or run.parent_id in begin or rank_of(run) > levels.get(run.parent_id, rank_of(run)):
            gone.add(run.id)
        elif run.id in begin:
            kept.append(_begun_anew(progress, run, now))
        else:
            kept.append(_opened(progress, run, levels[run.id], now) if run.id in levels else run)
    return tuple(kept)


def replayed(progress: Progress, from_run: str, now: datetime) -> tuple[TaskRun, ...]:
    """
    Returns the task runs of a replay that begins at a task run: what does not come after it in the graph stays.

    Raises:
        ValueError: There is no such task run, or it belongs to `afterExecution`.
    """
    run = _beginning(progress, _known(progress, from_run))
    after = Downstream(progress, run)
    path = {each.parent_id: rank_of(each) for each in (run, *progress.state.ancestors(run))}
    gone: set[str | None] = {run.id}
    kept = []
    for each in progress.state.runs.values():
        if each.id == run.id:
            kept.append(_begun_anew(progress, each, now))
        elif each.id in path:
            kept.append(_opened(progress, each, path[each.id], now))
        elif each.parent_id in gone or after.has(each) or not each.state.terminated:
            gone.add(each.id)
        else:
            kept.append(each)
    return tuple(kept)


def _known(progress: Progress, run_id: str) -> TaskRun:
    run = progress.state.runs.get(run_id)
    if run is None:
        raise ValueError(f"No task found: there is no task run {run_id!r}")
    around = progress.state.ancestors(run)
    if any(each.branch == AFTER for each in (run, *around)):
        raise ValueError(f"{run.task_id} belongs to `afterExecution`, which runs by itself when the execution ends")
    if any(each.branch == ON_PAUSE for each in (run, *progress.state.ancestors(run))):
        raise ValueError(f"{run.task_id} belongs to `onPause`, which runs by itself when the pause begins")
    if around and not isinstance(progress.task(around[0].id), FlowableTask):
        raise ValueError(f"{run.task_id} was added by task {around[0].task_id} while that ran; begin at that task")
    return run


def with_state(progress: Progress, run_id: str, state: State, now: datetime) -> tuple[TaskRun, ...]:
    """
    Returns the task runs after one was given another state by hand; the blocks around it are open again.

    Raises:
        ValueError: There is no such task run, it belongs to `afterExecution`, or the folder that it worked in is gone.
    """
    run = _known(progress, run_id)
    block = _beginning(progress, run)
    if block is not run:
        raise ValueError(f"the folder of block {block.task_id} is gone; give the block another state, or restart it")
    levels = {each.parent_id: rank_of(each) for each in (run, *progress.state.ancestors(run))}
    opened = _reopened(progress, set(), levels, now)
    return tuple(_moved(each, state, now) if each.id == run_id else each for each in opened)


def mended(progress: Progress, run: TaskRun, state: State, now: datetime) -> tuple[TaskRun, ...]:
    """
    Returns the task runs of an execution at work after one that failed came to a better end.

    Empty if its failure has been acted on: a block around it has ended, or what handles the failure has begun; or if
    something is just about to begin.
    """
    levels = {each.id for each in progress.state.ancestors(run)}
    for each in progress.state.runs.values():
        acted_on = each.state.terminated if each.id in levels else each.parent_id in {None, *levels} and rank_of(each)
        if acted_on or each.state in (State.CREATED, State.RESTARTED):
            return ()
    if progress.state.state.terminated:
        return ()
    return tuple(_moved(run, state, now) if each.id == run.id else each for each in progress.state.runs.values())


def renamed(runs: tuple[TaskRun, ...], ids: IdSource) -> tuple[TaskRun, ...]:
    """Returns copies of task runs with ids of their own."""
    new = {run.id: ids() for run in runs}
    return tuple(replace(run, id=new[run.id], parent_id=new[run.parent_id] if run.parent_id else None) for run in runs)


def with_outputs(runs: tuple[TaskRun, ...], outputs: Mapping[str, Mapping[str, Any]]) -> tuple[TaskRun, ...]:
    """
    Returns task runs with other outputs, which are given by the id of a task run, or of a task for all its runs.

    Raises:
        ValueError: None of the task runs that have ended is called so.
    """
    ended = {name for run in runs if run.state.terminated for name in (run.id, run.task_id)}
    missing = [name for name in outputs if name not in ended]
    if missing:
        raise ValueError(f"{missing[0]!r} is not upstream of where the replay begins, so its outputs are made anew")
    return tuple(
        replace(run, outputs=dict(given))
        if run.state.terminated and (given := outputs.get(run.id, outputs.get(run.task_id))) is not None
        else run
        for run in runs
    )


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


def _begun_anew(progress: Progress, run: TaskRun, now: datetime) -> TaskRun:
    task = progress.task(run.id)
    arranges = isinstance(task, FlowableTask) and not isinstance(task, DirectoryTask)
    anew = replace(run, due=None, outputs=None, answer=None, resolved=False, rounds=0, round=0, over=None)
    return _moved(anew, State.RUNNING if arranges else State.RESTARTED, now)


def _opened(progress: Progress, run: TaskRun, rank: int, now: datetime) -> TaskRun:
    """
    Returns a task run whose children go on, those of a loop in the round that they were in.

    `rank` is that of the branch that goes on; where it comes after the tasks of a loop, no round follows.
    """
    opened = _moved(run, State.RUNNING, now)
    if rank:
        return opened
    outputs = progress.flowable(run.id).outputs_after(run.round) or run.outputs
    return replace(opened, rounds=run.round, over=None, outputs=outputs)


def _moved(run: TaskRun, state: State, now: datetime) -> TaskRun:
    attempts = run.attempts
    if state.terminated and attempts:
        attempts = (*attempts[:-1], replace(attempts[-1], state=state, ended=attempts[-1].ended or now))
    return replace(run, state=state, history=(*run.history, Change(state, now)), error="", attempts=attempts)
