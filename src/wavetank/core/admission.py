"""Whether an execution may begin, given how many of its flow run (semantics reference, section 9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.model.concurrency import ConcurrencyBehavior
from wavetank.model.records import AnyRecord, ExecutionEnded, ExecutionEntered
from wavetank.model.state import State

if TYPE_CHECKING:
    from datetime import datetime

    from wavetank.model.flow import Flow

# What holds one of the places: all that has begun and not ended.
HOLDING = frozenset({State.RUNNING, State.PAUSED, State.RETRYING, State.RESTARTED, State.KILLING})


def admitted(flow: Flow, running: int, now: datetime) -> list[AnyRecord]:
    """Returns the records of a new execution that may not begin yet, or at all; none if it may."""
    concurrency = flow.concurrency
    if concurrency is None or running < concurrency.limit:
        return []
    if concurrency.behavior is ConcurrencyBehavior.QUEUE:
        return [ExecutionEntered(at=now, state=State.QUEUED)]
    state = State.CANCELLED if concurrency.behavior is ConcurrencyBehavior.CANCEL else State.FAILED
    cause = f"Flow is {state} due to concurrency limit exceeded: {running} running, {concurrency.limit} allowed"
    return [ExecutionEnded(at=now, state=state, error=cause)]
