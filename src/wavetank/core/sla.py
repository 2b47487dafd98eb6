"""Promises about executions, and what becomes of one that breaks them (semantics reference, section 10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wavetank.durations import format_duration
from wavetank.model.records import AnyRecord, ExecutionEnded, SlaViolated, TaskRunEnded
from wavetank.model.sla import SlaBehavior
from wavetank.model.state import State
from wavetank.pebble import truthy

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, timedelta

    from wavetank.core.progress import Progress
    from wavetank.model.sla import Sla


def duration_violation(sla: Sla, running_for: timedelta) -> str | None:
    """Returns in a sentence that an execution takes longer than a MAX_DURATION allows; None if it does not."""
    if sla.duration is None or running_for < sla.duration:
        return None
    return f"SLA {sla.id}: the execution takes longer than {format_duration(sla.duration)}."


def assertion_violation(sla: Sla, render: Callable[[str], Any]) -> str | None:
    """Returns in a sentence that an EXECUTION_ASSERTION does not hold, or cannot be rendered; None if it holds."""
    if sla.assert_ is None:
        return None
    try:
        holds, cause = truthy(render(sla.assert_)), ""
    except Exception as error:  # noqa: BLE001 - what cannot be rendered does not hold
        holds, cause = False, f" ({error})"
    return None if holds else f"SLA {sla.id}: {sla.assert_} does not hold{cause}."


def violated(progress: Progress, sla: Sla, reason: str, now: datetime) -> list[AnyRecord]:
    """Returns the records of an execution that breaks a promise; none if it has ended, or has broken it before."""
    state = progress.state
    if state.state.terminated or sla.id in state.violated:
        return []
    records: list[AnyRecord] = [SlaViolated(at=now, id=sla.id, reason=reason, labels=sla.labels)]
    if sla.behavior is SlaBehavior.NONE:
        return records
    failed = _last_open(progress) if sla.behavior is SlaBehavior.FAIL else set()
    ended = State.FAILED if sla.behavior is SlaBehavior.FAIL else State.CANCELLED
    records += [
        TaskRunEnded(at=now, id=run_id, state=State.FAILED, error=reason)
        if run_id in failed
        else TaskRunEnded(at=now, id=run_id, state=State.KILLED)
        for run_id in reversed(state.open)
    ]
    return [*records, ExecutionEnded(at=now, state=ended, error=reason)]


def _last_open(progress: Progress) -> set[str]:
    """The task run that was created last among those that are open, and all around it."""
    last = next(reversed(progress.state.open), None)
    if last is None:
        return set()
    return {last, *(around.id for around in progress.state.ancestors(progress.state.runs[last]))}
