"""What becomes of task runs when their execution goes on with another text of its flow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from wavetank.abc.directory_task import DirectoryTask
from wavetank.abc.flowable_task import FlowableTask
from wavetank.core.layout import Layout
from wavetank.model.state import State

if TYPE_CHECKING:
    from wavetank.model.flow import Flow
    from wavetank.model.task import Task
    from wavetank.model.task_run import TaskRun


def replanted(runs: tuple[TaskRun, ...], flow: Flow) -> tuple[TaskRun, ...]:
    """
    Returns the task runs that have a place in a flow, those of open blocks at the place that they have there.

    Raises:
        ValueError: A task run that is open has none.
    """
    kept: dict[str, TaskRun] = {}
    layouts: dict[tuple[str | None, str], Layout] = {}
    for run in runs:
        placed = _placed(run, flow, kept, layouts)
        if placed is not None:
            kept[run.id] = placed
        elif not run.state.terminated:
            raise ValueError(f"the flow has no task {run.task_id!r} at the place where it ran")
    return tuple(kept.values())


def _placed(
    run: TaskRun, flow: Flow, kept: dict[str, TaskRun], layouts: dict[tuple[str | None, str], Layout]
) -> TaskRun | None:
    parent = kept.get(run.parent_id) if run.parent_id is not None else None
    if run.parent_id is not None and parent is None:
        return None
    if parent is not None and not isinstance(flow.tasks_by_id[parent.task_id], FlowableTask):
        return run
    if run.task_id not in flow.tasks_by_id:
        return None
    if parent is not None and parent.state.terminated:
        return run
    level = (run.parent_id, run.branch)
    if level not in layouts:
        layouts[level] = Layout.around(flow, parent, run.branch)
    place = layouts[level].place(run)
    if place is None or not _still_fits(run, flow.tasks_by_id[run.task_id]):
        return None
    return replace(run, group=place.group)


def _still_fits(run: TaskRun, task: Task) -> bool:
    """Whether a task run that is open can go on: a block cannot as a task that does work, nor the other way round."""
    arranges = isinstance(task, FlowableTask) and not isinstance(task, DirectoryTask)
    return run.state.terminated or (run.state is State.RUNNING) == arranges
