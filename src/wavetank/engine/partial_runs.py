from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from msgspec.structs import replace

from wavetank.core.cutting import way_to
from wavetank.core.execution_state import ExecutionState
from wavetank.core.reuse import Content, taken_over
from wavetank.errors import NotFoundError
from wavetank.model.level import Level
from wavetank.model.log_entry import LogEntry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from wavetank.engine.journal import Journal
    from wavetank.engine.surroundings import Surroundings
    from wavetank.model.execution_summary import ExecutionSummary
    from wavetank.model.flow import Flow
    from wavetank.model.records import ExecutionCreated
    from wavetank.model.stand_in import StandIn

_SEARCHED = 50


class PartialRuns:
    """
    Executions that run a flow up to one of its tasks, with what others did before or what is given by hand.

    Args:
        flow_of: Returns the flow of an execution, None if it can no longer be read.
    """

    def __init__(
        self, surroundings: Surroundings, journal: Journal, flow_of: Callable[[ExecutionSummary], Flow | None]
    ) -> None:
        self._surroundings = surroundings
        self._journal = journal
        self._flow_of = flow_of

    async def prepared(
        self, flow: Flow, created: ExecutionCreated, until: str | None, given: Mapping[str, StandIn], *, reuse: bool
    ) -> ExecutionCreated:
        """
        Returns the first record of an execution with what it leaves out.

        Args:
            flow: What it runs.
            created: The record.
            until: The last task; it always runs, what stands before it only where something changed.
            given: By the id of the task in whose place it stands.
            reuse: Whether what earlier executions left may stand for what has not changed.

        Raises:
            NotFoundError: The flow has no such task, or not where an execution could run up to it.
        """
        for task_id in given:
            _known(flow, task_id)
        if until is not None:
            _known(flow, until)
            way_to_task(flow, until)
        created = replace(created, until=until, given=dict(given))
        if until is None or not reuse:
            return created
        found = await asyncio.to_thread(lambda: taken_over(Content(flow, created), list(self._earlier(flow))))
        found.pop(until, None)
        for task_id, stand_in in found.items():
            self._tell(created, task_id, stand_in)
        return replace(created, given=found | created.given)

    def _earlier(self, flow: Flow) -> Iterator[tuple[Content, ExecutionState]]:
        store = self._surroundings.store
        for summary in store.summaries(namespace=flow.namespace, flow_id=flow.id, limit=_SEARCHED):
            run = self._flow_of(summary)
            if run is not None:
                state = ExecutionState.of(store.records(summary.id))
                yield Content(run, state.created), state

    def _tell(self, created: ExecutionCreated, task_id: str, stand_in: StandIn) -> None:
        entry = LogEntry(
            at=created.at,
            level=Level.INFO,
            message=f"Nothing that it depends on has changed: its outputs are those of task run {stand_in.run_id}.",
            namespace=created.namespace,
            flow_id=created.flow_id,
            execution_id=created.id,
            task_id=task_id,
        )
        self._journal.keep(entry)


def _known(flow: Flow, task_id: str) -> None:
    if task_id not in flow.tasks_by_id:
        known = ", ".join(flow.tasks_by_id)
        raise NotFoundError(f"Flow {flow.key} has no task {task_id!r}.", remedy=f"It has: {known}.")


def way_to_task(flow: Flow, task_id: str) -> frozenset[str]:
    """
    Returns the ids of a task and of those that it stands in.

    Raises:
        NotFoundError: It stands where no execution can run up to it.
    """
    try:
        return way_to(flow, task_id)
    except ValueError as error:
        raise NotFoundError(
            str(error), remedy="An execution cannot run up to a task of `errors`, `finally` or `afterExecution`."
        ) from error
