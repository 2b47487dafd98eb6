from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from wavetank.api import pictures
from wavetank.api.blocking import blocking
from wavetank.api.columns import LOG_COLUMNS, LOG_PICTURE, METRIC_COLUMNS, TASK_RUN_COLUMNS, TASK_RUN_PICTURE
from wavetank.api.moment import Moment
from wavetank.api.snapshot import Snapshot
from wavetank.api.table import Table
from wavetank.api.task_outputs import TaskOutputs, loop_depth
from wavetank.api.views.task_states import after_end
from wavetank.core.execution_state import ExecutionState
from wavetank.core.outputs import Outputs
from wavetank.errors import NotFoundError, TimeoutExceededError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Generator, Mapping
    from datetime import datetime

    from wavetank.api.views.element import Html
    from wavetank.engine.portal import Portal
    from wavetank.engine.runtime import Runtime
    from wavetank.model.execution_summary import ExecutionSummary
    from wavetank.model.log_entry import LogEntry, Metric
    from wavetank.model.records import TriggerInfo
    from wavetank.model.state import State
    from wavetank.model.task_run import Change, TaskRun


class Execution:
    """
    An execution, as its records on disk tell it: every look shows what is committed by then.

    `execution["task_id"]` is what that task left behind; `await execution` waits for the end.
    """

    def __init__(self, runtime: Runtime, portal: Portal, summary: ExecutionSummary) -> None:
        self._runtime = runtime
        self.portal = portal
        self._summary = summary
        self._state: ExecutionState | None = None
        self._complete = False
        self._mask = runtime.surroundings.masked

    @property
    def summary(self) -> ExecutionSummary:
        """Its row in lists, as it was when this object last looked."""
        if self._summary.ended is None:
            self._summary = self._runtime.surroundings.store.summary(self._summary.id) or self._summary
        return self._summary

    @property
    def listed(self) -> ExecutionSummary:
        """Its row as it was listed, without a look at the store."""
        return self._summary

    @property
    def folded(self) -> ExecutionState:
        """All that its records say, as of now."""
        if self._state is None or not self._complete:
            self._complete = self.summary.ended is not None
            self._state = ExecutionState.of(self._runtime.surroundings.store.records(self._summary.id))
        return self._state

    @property
    def id(self) -> str:
        """22 characters."""
        return self._summary.id

    @property
    def namespace(self) -> str:
        """The namespace of its flow."""
        return self._summary.namespace

    @property
    def flow_id(self) -> str:
        """The id of its flow."""
        return self._summary.flow_id

    @property
    def flow_revision(self) -> int:
        """The revision of the flow that it runs with, whatever was deployed since."""
        return self._summary.flow_revision

    @property
    def state(self) -> State:
        """Its present state."""
        return self.summary.state

    @property
    def history(self) -> list[Change]:
        """All its states with their dates, oldest first."""
        return list(self.folded.history)

    @property
    def created(self) -> datetime:
        """When it was created."""
        return self._summary.created

    @property
    def ended(self) -> datetime | None:
        """When it ended, or None."""
        return self.summary.ended

    @property
    def duration(self) -> float | None:
        """Seconds from creation to the end, or None while it is open."""
        return self.summary.duration

    @property
    def error(self) -> str:
        """Why it failed, in a sentence; empty if it did not."""
        return self.summary.error

    @property
    def labels(self) -> dict[str, str]:
        """Its labels."""
        return dict(self._summary.labels)

    @property
    def inputs(self) -> dict[str, Any]:
        """The inputs that it was given, typed, with the defaults of the flow."""
        return self.folded.created.inputs

    @property
    def outputs(self) -> dict[str, Any]:
        """The outputs of the flow; empty before the end."""
        return self.folded.outputs or {}

    @property
    def trigger(self) -> TriggerInfo | None:
        """What made it: `.id`, `.type` and `.variables`; None for an execution that was started by hand."""
        return self.folded.created.trigger

    @property
    def variables(self) -> dict[str, Any]:
        """What the execution gave to expressions: `outputs`, `tasks`, and on top of them what it has, as `schedule`."""
        state, gathered = self.folded, Outputs()
        for run in state.runs.values():
            _gather(gathered, state, run)
        return {"outputs": gathered.outputs, "tasks": gathered.tasks, **state.created.variables}

    @property
    def parent(self) -> str | None:
        """The id of the execution that this one is a replay of."""
        return self.folded.created.parent_id

    @property
    def original_id(self) -> str:
        """The id of the first execution of a chain of replays."""
        return self.folded.original_id

    @property
    def schedule_date(self) -> datetime | None:
        """The date that a schedule made it for."""
        return self.folded.created.schedule_date

    @property
    def task_runs(self) -> Table[TaskRun]:
        """Its task runs in the order of their creation, a parent before its children."""
        return Table(tuple(self.folded.runs.values()), TASK_RUN_COLUMNS, TASK_RUN_PICTURE, mask=self._mask)

    @property
    def logs(self) -> Table[LogEntry]:
        """Its log, oldest first."""
        return Table(self._runtime.surroundings.store.logs(self.id), LOG_COLUMNS, LOG_PICTURE, mask=self._mask)

    @property
    def metrics(self) -> Table[Metric]:
        """Its measurements, oldest first."""
        return Table(self._runtime.surroundings.store.metrics(self.id), METRIC_COLUMNS, mask=self._mask)

    def __getitem__(self, task_id: str) -> TaskOutputs:
        state = self.folded
        runs = [run for run in state.runs.values() if run.task_id == task_id]
        if not runs:
            known = ", ".join(dict.fromkeys(run.task_id for run in state.runs.values())) or "none"
            raise NotFoundError(
                f"Execution {self.id} has no run of a task {task_id!r}.", remedy=f"Tasks that ran: {known}."
            )
        depth = loop_depth(task_id, tuple(state.runs.values()))
        read = self._runtime.surroundings.storage.read
        return TaskOutputs(_outputs_of(state, runs), read, loops=depth, mask=self._mask)

    def at(self, task: str) -> Moment:
        """
        Returns the execution as a task run saw it: `execution.at("load").eval("{{ outputs.extract.uri }}")`.

        Args:
            task: The id of a task, which stands for its last task run, or the id of a task run.
        """
        return Moment(self._runtime, self.summary, task)

    @blocking
    async def wait(self, timeout: float | None = None) -> Execution:  # noqa: ASYNC109 - the caller's limit, in seconds
        """
        Waits until the execution has ended and its end is on disk; returns it.

        Raises:
            TimeoutExceededError: It had not ended after `timeout` seconds; it goes on.
            StoreError: The home cannot be written any more; it goes on as soon as that works.
        """
        try:
            async with asyncio.timeout(timeout):
                await self._runtime.journal.while_it_works(self._runtime.conductor.ended(self.id))
                while self.summary.ended is None:  # noqa: ASYNC110 - it runs in another process
                    await asyncio.sleep(0.1)
        except TimeoutError:
            raise TimeoutExceededError(
                self._still(f"after {timeout:g} s"), remedy="It goes on; wait longer with .wait(timeout)."
            ) from None
        return self

    def _still(self, spent: str) -> str:
        waits = after_end(self.state, self.folded.runs.values())
        if waits:
            return f"Execution {self.id} is {self.state}, and {spent} {waits}: engine.resume({self.id!r})."
        after = ", and its afterExecution still runs" if self.state.terminated else ""
        return f"Execution {self.id} is {'' if after else 'still '}{self.state}{after} {spent}."

    def __await__(self) -> Generator[Any, None, Execution]:
        waiting: Awaitable[Execution] = self.wait.awaitable()
        return waiting.__await__()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Execution) and other.id == self.id

    def __hash__(self) -> int:
        return hash(self.id)

    def snapshot(self) -> Snapshot:
        """Returns it as it is now, for a picture."""
        return Snapshot(self._runtime, self.summary, self.folded)

    def __repr__(self) -> str:
        return pictures.execution_text(self.snapshot(), self._mask)

    def html(self) -> Html:
        """Returns its picture as markup, with secrets masked, to be put into another."""
        return pictures.execution_html(self.snapshot(), self._mask)

    def _repr_html_(self) -> str:
        return pictures.styled([self.html()])


def _outputs_of(state: ExecutionState, runs: list[TaskRun]) -> Mapping[str, Any]:
    gathered = Outputs()
    for run in runs:
        _gather(gathered, state, run)
    outputs: Mapping[str, Any] = gathered.outputs.get(runs[0].task_id, {})
    return outputs


def _gather(gathered: Outputs, state: ExecutionState, run: TaskRun) -> None:
    values = [around.value for around in reversed(state.ancestors(run))]
    path = tuple(value for value in (*values, run.value) if value is not None)
    gathered.add(run.task_id, path, run.outputs, run.state.value)
