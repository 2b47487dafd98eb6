"""How an execution ends that one of its tasks has ended (language reference, section 7.2, `execution.Exit`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.abc.flowable_task import FlowableTask
from wavetank.model.records import AnyRecord, TaskRunEnded
from wavetank.model.state import State

if TYPE_CHECKING:
    from datetime import datetime

    from wavetank.core.progress import Progress


def exits(progress: Progress, now: datetime) -> list[AnyRecord]:
    """
    Returns the ends of the task runs that are still open once nothing is at work, the innermost first.

    Blocks that are under way end in the state of the execution; what waits, or has not begun, is KILLED.
    """
    return [TaskRunEnded(at=now, id=run_id, state=_state(progress, run_id)) for run_id in reversed(progress.state.open)]


def _state(progress: Progress, run_id: str) -> State:
    under_way = progress.state.runs[run_id].state is State.RUNNING
    return progress.outcome if under_way and isinstance(progress.task(run_id), FlowableTask) else State.KILLED
