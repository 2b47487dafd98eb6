from __future__ import annotations

from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from wavetank.core.execution_state import ExecutionState
    from wavetank.engine.runtime import Runtime
    from wavetank.model.execution_summary import ExecutionSummary
    from wavetank.model.log_entry import LogEntry, Metric
    from wavetank.model.records import TriggerInfo
    from wavetank.model.state import State
    from wavetank.model.task_run import TaskRun


class Snapshot:
    """
    An execution at one moment, for its picture: all that is drawn comes from one look at its records.

    Args:
        runtime: Where its log, its measurements and its flow are.
        summary: Its row in lists.
        state: All that its records say.

    Attributes:
        length: How many records it was folded from.
        task_runs: In the order of their creation.
    """

    def __init__(self, runtime: Runtime, summary: ExecutionSummary, state: ExecutionState) -> None:
        self._runtime = runtime
        self._summary = summary
        self._state = state
        self.id = summary.id
        self.namespace = summary.namespace
        self.flow_id = summary.flow_id
        self.flow_revision = summary.flow_revision
        self.created: datetime = summary.created
        # Copied, since the engine's loop goes on with the execution while another thread draws it.
        self.state: State = state.state
        self.length = state.length
        self.task_runs: Sequence[TaskRun] = tuple(state.runs.values())

    @property
    def duration(self) -> float | None:
        """Seconds from creation to the end, or None while it is open."""
        if not self.state.terminated:
            return None
        return (self._state.history[-1].date - self.created).total_seconds()

    @property
    def error(self) -> str:
        """Why it failed, in a sentence; empty if it did not."""
        return self._state.error

    @property
    def place(self) -> str:
        """The lines of the flow's text around the task that failed, numbered; empty if none did."""
        run = next((run for run in reversed(self.task_runs) if run.error), None)
        flow = self._runtime.revisions.of(self._summary)
        if run is None or flow is None:
            return ""
        place_of_task: Callable[[str, str, str], tuple[int, str] | None]
        place_of_task = import_module("wavetank.dialect.place_of_task").place_of_task
        found = place_of_task(flow.source, run.task_id, run.error)
        return found[1] if found is not None else ""

    @property
    def inputs(self) -> Mapping[str, Any]:
        """The inputs that it was given."""
        return self._state.created.inputs

    @property
    def outputs(self) -> Mapping[str, Any]:
        """The outputs of the flow; empty before the end."""
        return self._state.outputs or {}

    @property
    def labels(self) -> Mapping[str, str]:
        """Its labels."""
        return self._state.labels

    @property
    def trigger(self) -> TriggerInfo | None:
        """What made it; None for an execution that was started by hand."""
        return self._state.created.trigger

    @property
    def parent(self) -> str | None:
        """The id of the execution that this one is a replay of."""
        return self._state.created.parent_id

    @cached_property
    def logs(self) -> Sequence[LogEntry]:
        """Its log, oldest first."""
        return self._runtime.surroundings.store.logs(self.id)

    @cached_property
    def metrics(self) -> Sequence[Metric]:
        """Its measurements, oldest first."""
        return self._runtime.surroundings.store.metrics(self.id)
