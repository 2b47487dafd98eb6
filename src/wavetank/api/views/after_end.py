from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.model.state import State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wavetank.model.task_run import TaskRun


def after_end(state: State, runs: Iterable[TaskRun]) -> str:
    """Returns what an execution still waits for that has its last state already: a Pause of its `afterExecution`."""
    paused = (run for run in runs if run.state is State.PAUSED)
    run = next(paused, None) if state.terminated else None
    if run is None:
        return ""
    limit = f" until {run.due.astimezone():%Y-%m-%d %H:%M:%S}" if run.due is not None else ""
    return f"task {run.task_id}, which runs after the end, is paused{limit}"
