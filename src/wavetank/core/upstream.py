from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.model.upstream import Upstream

if TYPE_CHECKING:
    from wavetank.core.execution_state import ExecutionState


def upstream_at(state: ExecutionState, index: int) -> Upstream:
    """Returns an execution as Flow triggers see it when it entered one of the states of its history."""
    created, change = state.created, state.history[index]
    entered = [earlier.state for earlier in state.history[: index + 1]]
    return Upstream(
        id=created.id,
        namespace=created.namespace,
        flow_id=created.flow_id,
        flow_revision=created.flow_revision,
        state=change.state,
        number=entered.count(change.state),
        labels=dict(created.labels),
        outputs=state.outputs or None if change.state.terminated else None,
        attempts=tuple(tuple(attempt.state for attempt in run.attempts) for run in state.runs.values()),
    )
