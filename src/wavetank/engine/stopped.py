from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wavetank.model.event import Outcome
    from wavetank.model.records import ExecutionCreated


class Stopped(Exception):  # noqa: N818 - an event that goes no further is no error of the program
    """
    An event went no further than `stage`, for this reason.

    Attributes:
        minor: The event does not concern the trigger at all: it needs no row in the ledger.
        all_day: A schedule's other dates of that day would go no further.
        failed: The execution that is created as FAILED in its place, so that the fault is seen.
    """

    def __init__(
        self,
        outcome: Outcome,
        stage: str,
        reason: str,
        *,
        minor: bool = False,
        all_day: bool = False,
        failed: ExecutionCreated | None = None,
    ) -> None:
        super().__init__(reason)
        self.outcome = outcome
        self.stage = stage
        self.reason = reason
        self.minor = minor
        self.all_day = all_day
        self.failed = failed
