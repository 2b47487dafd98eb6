from __future__ import annotations

from datetime import datetime

import msgspec

from wavetank.model.state import State


class ExecutionSummary(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """
    The row of an execution in lists: a projection of its records, written in the same transaction.

    Attributes:
        ended: When it ended; None as long as anything may still happen, as in its `afterExecution`.
        owner: The id of the engine that runs it; another takes it over only when that one is gone.
        error: The cause in a sentence if it failed.
    """

    id: str
    namespace: str
    flow_id: str
    flow_revision: int
    state: State
    created: datetime
    ended: datetime | None = None
    trigger_id: str | None = None
    labels: dict[str, str] = {}
    error: str = ""
    owner: str = ""

    @property
    def duration(self) -> float | None:
        """Seconds from creation to the end, or None while it is open."""
        return (self.ended - self.created).total_seconds() if self.ended else None
