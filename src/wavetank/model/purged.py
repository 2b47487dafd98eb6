from __future__ import annotations

import msgspec


class Purged(msgspec.Struct, frozen=True):
    """How many rows were removed for ever."""

    executions: int = 0
    logs: int = 0
    metrics: int = 0

    def __add__(self, other: Purged) -> Purged:
        return Purged(self.executions + other.executions, self.logs + other.logs, self.metrics + other.metrics)
