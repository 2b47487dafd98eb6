from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.core.progress import Progress
from wavetank.model.execution_summary import ExecutionSummary
from wavetank.model.records import ExecutionEntered
from wavetank.model.state import State
from wavetank.model.transaction import Append

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Sequence

    from wavetank.model.flow import Flow
    from wavetank.model.records import AnyRecord


class LiveExecution:
    """
    An execution that this engine runs.

    Attributes:
        progress: What is known of it, on disk or about to be.
        timers: What waits for a date to go on with it.
        announced: How many of its changes of state the triggers of other flows were told of.
    """

    def __init__(self, flow: Flow, owner: str) -> None:
        self.progress = Progress(flow)
        self.timers: set[asyncio.Task[None]] = set()
        self.announced = 0
        self._owner = owner

    @classmethod
    def of(cls, progress: Progress, owner: str) -> LiveExecution:
        """Returns an execution that has come so far."""
        live = cls(progress.flow, owner)
        live.progress = progress
        live.announced = len(progress.state.history)
        return live

    def returned_by(self, records: Sequence[AnyRecord]) -> LiveExecution:
        """Takes in the records of an operation, but not that it runs on then: what a trial of the operation returns."""
        for record in records:
            if not (isinstance(record, ExecutionEntered) and record.state is State.RUNNING):
                self.progress.apply(record)
        return self

    @property
    def id(self) -> str:
        """The id of the execution."""
        return self.progress.state.id

    def cancel_timers(self) -> None:
        """Has nothing wait any more for a date to go on with it."""
        for timer in tuple(self.timers):
            timer.cancel()

    def summary(self) -> ExecutionSummary:
        """Returns its row in lists."""
        state, created = self.progress.state, self.progress.state.created
        return ExecutionSummary(
            id=created.id,
            namespace=created.namespace,
            flow_id=created.flow_id,
            flow_revision=created.flow_revision,
            state=state.state,
            created=created.at,
            ended=state.history[-1].date if self.progress.finished else None,
            trigger_id=created.trigger.id if created.trigger else None,
            labels=state.labels,
            error=state.error,
            owner=self._owner,
        )

    def append_of(self, records: Sequence[AnyRecord]) -> Append:
        """Returns how the last records, already taken in, are written."""
        return Append(self.id, self.progress.state.length - len(records), tuple(records))
