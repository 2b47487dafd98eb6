from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.model.property import Property
from wavetank.model.state import State
from wavetank.model.task import Task


class ExitState(StrEnum):
    """How an execution may be ended."""

    SUCCESS = "SUCCESS"
    WARNING = "WARNING"
    FAILED = "FAILED"
    KILLED = "KILLED"
    CANCELLED = "CANCELLED"
    CANCELED = "CANCELED"


class Exit(Task, RunnableTask):
    """
    Ends the execution (language reference, section 7.2).

    Nothing new begins, neither `errors` nor `finally`; tasks that are at work end first, unless the state is KILLED.

    Attributes:
        state: How it ends; SUCCESS by default. CANCELED is a former spelling.
    """

    quick: ClassVar[bool] = True
    steers: ClassVar[bool] = True
    gone: ClassVar[dict[str, str]] = {"state: CANCELED": "Write `CANCELLED`."}

    state: Property[ExitState] | None = None

    def run(self, context: RunContext) -> Outputs | None:
        """Tells the engine."""
        state = ExitState.SUCCESS if self.state is None else context.resolve(self.state)
        context.leave(State.CANCELLED if state is ExitState.CANCELED else State(state))
        return None
