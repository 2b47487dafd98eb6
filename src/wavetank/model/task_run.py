from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from wavetank.model.state import State


class Change(msgspec.Struct, frozen=True, gc=False):
    """A state and when it was entered (aware, UTC)."""

    state: State
    date: datetime


class Attempt(msgspec.Struct, frozen=True, gc=False):
    """
    One try of a task.

    Attributes:
        cut: The process died during the attempt; the state is then KILLED.
    """

    state: State
    started: datetime
    ended: datetime | None = None
    cut: bool = False
    log_file: str | None = None


class TaskRun(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """
    What became of one task in one execution.

    Attributes:
        parent_id: The task run of the flowable around it, None at the top.
        value: The loop value, always a text; None outside a loop.
        iteration: The 0-based round of the loop.
        attempts: Oldest first; a flowable task has none.
        answer: What the question of a flowable task rendered to.
        due: When a paused or failed task run goes on by itself; None otherwise.
        outcome: How a paused task run ends then.
        dynamic: A task added it to its own; no task of the flow stands for it.
        rounds: How many rounds of a loop have ended.
        round: The 0-based number of the round that it is in, or was in last.
        over: How a loop ends, once it is known that no round follows, or a pause whose time is over.
        history: Oldest first.
    """

    id: str
    task_id: str
    parent_id: str | None
    value: str | None
    iteration: int | None
    branch: str
    group: int
    state: State
    history: tuple[Change, ...]
    attempts: tuple[Attempt, ...] = ()
    outputs: dict[str, Any] | None = None
    answer: Any = None
    resolved: bool = False
    error: str = ""
    due: datetime | None = None
    outcome: State = State.SUCCESS
    dynamic: bool = False
    rounds: int = 0
    round: int = 0
    over: State | None = None

    @property
    def between_rounds(self) -> bool:
        """Whether a round has ended, and it is not known what follows, or the next has not begun."""
        return self.rounds > self.round and self.over is None

    @property
    def beginning(self) -> int:
        """Where its history begins, or begins anew, since it was restarted or replayed."""
        ended = (index for index in reversed(range(len(self.history) - 1)) if self.history[index].state.terminated)
        return next(ended, -1) + 1

    @property
    def started(self) -> datetime:
        """When it was created."""
        return self.history[0].date

    @property
    def ended(self) -> datetime | None:
        """When it reached its terminal state, or None."""
        return self.history[-1].date if self.state.terminated else None

    @property
    def duration(self) -> float | None:
        """Seconds from creation to the end, or None while it runs."""
        return (self.ended - self.started).total_seconds() if self.ended else None
