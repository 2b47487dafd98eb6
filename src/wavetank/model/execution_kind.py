from __future__ import annotations

import msgspec

from wavetank.model.state import State


class ExecutionKind(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What many executions have in common: all that stands in their rows but ids, moments and labels."""

    namespace: str
    flow_id: str
    flow_revision: int
    state: State
    trigger_id: str | None
    error: str
    owner: str
