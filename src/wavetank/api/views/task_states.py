from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.model.state import State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wavetank.model.task_run import TaskRun

# Of several runs of a task, as in a loop, the one that says most about what the eye looks for.
_ORDER = (
    State.RUNNING,
    State.PAUSED,
    State.RETRYING,
    State.KILLING,
    State.FAILED,
    State.KILLED,
    State.CANCELLED,
    State.WARNING,
    State.CREATED,
    State.SUCCESS,
)
_RANKS = {state: rank for rank, state in enumerate(_ORDER)}
_LAST = len(_ORDER)


def worst_state(runs: Iterable[TaskRun]) -> State:
    """Returns the state that stands for several task runs: what is open before what failed before what went well."""
    return min((run.state for run in runs), key=_rank)


def task_states(runs: Iterable[TaskRun]) -> dict[str, str]:
    """Returns a state for each task that was reached, by its id; see `worst_state`."""
    found: dict[str, State] = {}
    for run in runs:
        held = found.get(run.task_id)
        if held is None or _rank(run.state) < _rank(held):
            found[run.task_id] = run.state
    return {task_id: state.value for task_id, state in found.items()}


def after_end(state: State, runs: Iterable[TaskRun]) -> str:
    """Returns what an execution still waits for that has its last state already: a Pause of its `afterExecution`."""
    paused = (run for run in runs if run.state is State.PAUSED)
    run = next(paused, None) if state.terminated else None
    if run is None:
        return ""
    limit = f" until {run.due.astimezone():%Y-%m-%d %H:%M:%S}" if run.due is not None else ""
    return f"task {run.task_id}, which runs after the end, is paused{limit}"


def _rank(state: State) -> int:
    return _RANKS.get(state, _LAST)
