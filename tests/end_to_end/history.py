"""What the home of a kernel holds, read by another process: the kernel may run, or be dead."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import wavetank as wt

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path


@dataclass(frozen=True)
class Made:
    """One execution, with what it came from and what its task `log` wrote."""

    id: str
    revision: int
    state: str
    trigger: dict[str, Any]
    messages: tuple[str, ...]
    created: datetime
    ended: datetime | None


class History:
    """
    A look at the executions of one flow.

    The engine that looks is never started: it listens to nothing and takes nothing over.
    """

    def __init__(self, home: Path, flow: str) -> None:
        self._engine = wt.Engine(home)
        self._flow = flow

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._engine.stop()

    def count(self, state: str | None = None, most: int | None = None) -> int:
        """Returns how many executions there are, or `most` if there are more."""
        return len(self._engine.executions(self._flow, state, limit=most))

    def until(self, count: int, state: str | None = None, seconds: float = 60, pause: float = 0.1) -> float:
        """Returns when there are `count` executions, looking anew after each pause; gives the seconds that it took."""
        begun = time.monotonic()
        while self.count(state, count) < count:
            assert time.monotonic() < begun + seconds, f"{self.count(state)} of {count} after {seconds} s"
            time.sleep(pause)
        return time.monotonic() - begun

    def rate(self) -> float:
        """Returns how many executions a second there were, from the first creation to the last end."""
        rows = [execution.listed for execution in self._engine.executions(self._flow, limit=None)]
        begun, ended = min(row.created for row in rows), max(row.ended for row in rows if row.ended)
        return len(rows) / (ended - begun).total_seconds()

    def executions(self) -> Iterator[Made]:
        """Yields all executions, the newest first."""
        for execution in self._engine.executions(self._flow, limit=None):
            yield Made(
                id=execution.id,
                revision=execution.flow_revision,
                state=execution.state.value,
                trigger=execution.trigger.variables if execution.trigger else {},
                messages=tuple(entry.message for entry in execution.logs if entry.task_id == "log_event"),
                created=execution.created,
                ended=execution.ended,
            )
