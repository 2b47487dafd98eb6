from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any, ClassVar

import anyio.to_thread

from wavetank.abc.runnable_task import Outputs, Result, RunContext, RunnableTask
from wavetank.engine.task_set import owned_name
from wavetank.errors import InputError, TaskError
from wavetank.model.ion import dumps
from wavetank.model.labels import Labels
from wavetank.model.level import Level
from wavetank.model.restart_behavior import RestartBehavior
from wavetank.model.state import State
from wavetank.model.subflow_request import SubflowRequest
from wavetank.model.task import Task
from wavetank.plugins.core.date_text import date_of
from wavetank.plugins.core.flow.outputs_beside import outputs_beside

# So many executions are made at a time, so that each commit serves many and the loop has its turns in between.
_AT_ONCE = 100
_BY_SEVERITY = (State.FAILED, State.KILLED, State.WARNING)


class ItemBatches(Task, RunnableTask):
    """
    The second hidden task of a ForEachItem: it runs the other flow for each batch.

    All executions are started; none waits for the end of another. Outputs, which change while it runs: `iterations`
    (how many executions are in each state), `numberOfBatches` and `subflowOutputsBaseUri`.
    """

    steers: ClassVar[bool] = True

    namespace: str
    flow_id: str
    revision: int | None = None
    schedule_date: str | None = None
    inputs: dict[str, Any]
    labels: Labels
    wait: bool
    transmit_failed: bool
    inherit_labels: bool
    restart_behavior: RestartBehavior

    async def run(self, context: RunContext) -> Outputs | Result | None:
        """Starts an execution for each batch, and waits for their ends unless it is told not to."""
        splits = outputs_beside(context, f"{self.id.removesuffix('_items')}_split")["splits"]
        uris = await anyio.to_thread.run_sync(_lines, context.for_thread(), splits)
        if not uris:
            return None
        batches = _Batches(self, context, uris)
        try:
            async with asyncio.TaskGroup() as group:
                for number in range(len(uris)):
                    group.create_task(batches.lead(number), name=owned_name(f"batch {number} of {self.id}"))
                await batches.watch()
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from errors
        return self._result(batches)

    def _result(self, batches: _Batches) -> Outputs | Result:
        outputs, states = batches.outputs, batches.states
        worst = next((state for state in _BY_SEVERITY if states[state]), State.SUCCESS)
        if not self.transmit_failed or worst is State.SUCCESS:
            return outputs
        if worst is State.FAILED:
            count = f"{states[worst]} of {states.total()}"
            raise TaskError(f"{count} executions of {batches.flow} are FAILED.", outputs=outputs)
        return Result(worst, outputs)


class _Batches:
    """The executions of one attempt."""

    def __init__(self, task: ItemBatches, context: RunContext, uris: list[str]) -> None:
        self._task, self._context, self._uris = task, context, uris
        self.flow = f"{context.render(task.namespace)}.{context.render(task.flow_id)}"
        self.states: Counter[State] = Counter()
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._changed = asyncio.Event()
        self._base = context.file_uri("")

    @property
    def outputs(self) -> Outputs:
        counts = {State.CREATED.value: 0} if self._task.wait else {}
        counts[State.RUNNING.value] = len(self._uris) - self.states.total()
        counts |= {state.value: count for state, count in self.states.items()}
        base = self._base.removesuffix("/")
        return {"iterations": counts, "numberOfBatches": len(self._uris), "subflowOutputsBaseUri": base}

    async def lead(self, number: int) -> None:
        """Starts the execution of a batch, and takes in how it ends."""
        state = await self._state_of(number)
        self.states[state] += 1
        self._changed.set()

    async def _state_of(self, number: int) -> State:
        context = self._context
        try:
            async with self._room:
                child = await context.start_flow(self._request(number), number)
        except InputError as error:
            context.log(Level.ERROR, f"Batch {number} is not accepted: {error}")
            return State.FAILED
        if not self._task.wait:
            return State.SUCCESS
        ended = await context.flow_ended(child)
        if ended.outputs:
            row = dumps([ended.outputs]).encode()
            await anyio.to_thread.run_sync(context.put_file, f"{number}/outputs.ion", row)
        return ended.state

    def _request(self, number: int) -> SubflowRequest:
        task, context = self._task, self._context
        run = {**context.variables["taskrun"], "items": self._uris[number], "iteration": number}
        return SubflowRequest(
            namespace=context.render(task.namespace),
            flow_id=context.render(task.flow_id),
            inputs=context.render(task.inputs, extra={"taskrun": run}),
            labels=context.render(task.labels, extra={"taskrun": run}),
            inherit_labels=task.inherit_labels,
            revision=task.revision,
            schedule_date=None if task.schedule_date is None else date_of(task.schedule_date, context, "scheduleDate"),
            iteration=number,
            anew=task.restart_behavior is RestartBehavior.NEW_EXECUTION,
        )

    async def watch(self) -> None:
        """Shows how far the executions are, until all have ended."""
        while self.states.total() < len(self._uris):
            self._changed.clear()
            self._context.report(self.outputs)
            with self._context.waiting():
                await self._changed.wait()


def _lines(context: RunContext, uri: str) -> list[str]:
    with context.open(uri) as file:
        return file.read().decode().split()
