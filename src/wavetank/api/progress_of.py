from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wavetank.core.progress import Progress
    from wavetank.model.flow import Flow


def progress_of(progress: Progress) -> tuple[int, int]:
    """
    Returns how many task runs of an execution have ended, and how many there will be as far as is known.

    A task that may not be reached counts: the share grows and never falls, but for a loop whose rounds become known.
    """
    runs = progress.state.runs.values()
    reached = {run.task_id for run in runs}
    return sum(run.state.terminated for run in runs), len(runs) + len(expected_tasks(progress.flow) - reached)


def expected_tasks(flow: Flow) -> set[str]:
    """Returns the ids of the tasks that an execution reaches when nothing fails, whatever branches it takes."""
    return {task.id for task in flow.tasks if not task.disabled}
