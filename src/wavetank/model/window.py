from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """
    What is remembered of several conditions that must all become true within a span of time.

    Attributes:
        id: What the flow calls it: the id of the preconditions, or of the MultipleCondition.
        start: From when on it counts.
        end: From when on it no longer does.
        fulfilled: The conditions that have become true.
        outputs: Those of the flows whose executions made them true, merged; of two with one name the later one's.
    """

    namespace: str
    flow_id: str
    id: str
    start: datetime
    end: datetime
    fulfilled: frozenset[str] = frozenset()
    outputs: dict[str, Any] = {}

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is stored under: all triggers of a flow that name the same id share it."""
        return (self.namespace, self.flow_id, self.id)
