from __future__ import annotations

from datetime import datetime

import msgspec

from wavetank.model.level import Level


class LogEntry(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One message; `attempt` is 0-based. Entries about a trigger alone have no execution."""

    at: datetime
    level: Level
    message: str
    namespace: str
    flow_id: str
    execution_id: str | None = None
    task_id: str | None = None
    task_run_id: str | None = None
    attempt: int = 0
    trigger_id: str | None = None

    @property
    def line(self) -> str:
        """The entry as a line of a file, ended."""
        return f"{self.at.isoformat(timespec='milliseconds')} {self.level.value} {self.message}\n"


class Metric(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One measurement of a task run; `type` is `counter`, `gauge` (numbers) or `timer` (seconds)."""

    at: datetime
    name: str
    type: str
    value: float
    execution_id: str
    task_id: str
    task_run_id: str
    tags: dict[str, str] = {}
