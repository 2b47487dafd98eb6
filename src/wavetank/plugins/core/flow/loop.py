from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, ClassVar

import anyio.to_thread
from pydantic import Field

from wavetank.abc.looping_task import LoopingTask
from wavetank.abc.runnable_task import Outputs, Result, RunContext
from wavetank.engine.task_set import owned_name
from wavetank.errors import TaskError
from wavetank.model.ion import dumps, loads
from wavetank.model.output import Output
from wavetank.model.state import State
from wavetank.model.subflow_request import SubflowRequest
from wavetank.model.task import Task, Tasks
from wavetank.pebble.json_text import json_text
from wavetank.pebble.truthiness import truthy

_READS = re.compile(r"outputs(?:\.(\w+)|\[\s*\\*['\"]([^'\"\\]+))")
_AT_ONCE = 100
_BY_SEVERITY = (State.FAILED, State.KILLED, State.CANCELLED, State.WARNING)


class FetchType(StrEnum):
    """How the outputs of the rounds are kept: in the execution's history, or in a file."""

    AUTO = "AUTO"
    FETCH = "FETCH"
    STORE = "STORE"


class Loop(Task, LoopingTask):
    """
    Runs its tasks once for each value, each round as an execution of its own (language reference, section 7.1).

    A round sees `item` (`value`, `index`, of a map `key`, and `parent` and `parents` of loops around), the inputs,
    variables and trigger of the flow, and the outputs of tasks outside that its text names; of the tasks inside it sees
    its own outputs alone. `errors` and `finally` are those of a round. All rounds are run, also when one fails.

    Outputs: `iterationCount`, and `outputs`, a list of `{item, outputs}` for each round, or `uri`, the same as a file.

    Attributes:
        values: A list, a map, the JSON text of one, or the URI of a file with a value a line.
        concurrency_limit: How many rounds run at a time; 0 for any number.
        transmit_failed: Whether the bad end of a round is the task's, too.
        outputs: Rendered at the end of each round.
        fetch_type: AUTO keeps outputs in a file where the values come from one.
        break_when: An expression that sees `item` and `iteration` after each round; once true, no further one begins.
    """

    steers: ClassVar[bool] = True
    newer: ClassVar[dict[str, str]] = {**Task.newer, "type": "Use io.kestra.plugin.core.flow.ForEach."}

    values: Any
    concurrency_limit: Annotated[int, Field(ge=0)] = 0
    transmit_failed: bool = True
    tasks: Annotated[Tasks, Field(min_length=1)]
    errors: Tasks = ()
    finally_: Annotated[Tasks, Field(alias="finally")] = ()
    outputs: tuple[Output, ...] = ()
    fetch_type: FetchType = FetchType.AUTO
    break_when: str | None = None

    @cached_property
    def reads(self) -> frozenset[str]:
        """The ids of the tasks whose outputs its text names."""
        return frozenset(match[1] or match[2] for match in _READS.finditer(repr(self.to_dict())))

    def children(self) -> tuple[Task, ...]:
        """Returns the tasks of a round."""
        return (*self.tasks, *self.errors, *self.finally_)

    async def run(self, context: RunContext) -> Outputs | Result | None:
        """Runs the rounds, and waits for their ends."""
        written = context.render(self.values, typed=True)
        in_file = isinstance(written, str) and written.strip().startswith("kestra://")
        if in_file:
            items = await anyio.to_thread.run_sync(_rows, context.for_thread(), str(written).strip())
        else:
            items = _items(written)
        rounds = _Rounds(self, context, items)
        await rounds.run()
        return self._result(rounds.states, await self._left(context, rounds, stored=in_file))

    async def _left(self, context: RunContext, rounds: _Rounds, *, stored: bool) -> Outputs:
        rows = [rounds.left[number] for number in sorted(rounds.left)]
        if self.fetch_type is FetchType.STORE or (stored and self.fetch_type is FetchType.AUTO):
            content = dumps(rows).encode()
            uri = await anyio.to_thread.run_sync(context.put_file, "outputs.ion", content)
            return {"iterationCount": len(rows), "uri": uri}
        return {"iterationCount": len(rows), "outputs": rows}

    def _result(self, states: Counter[State], outputs: Outputs) -> Outputs | Result:
        worst = next((state for state in _BY_SEVERITY if states[state]), State.SUCCESS)
        if not self.transmit_failed or worst is State.SUCCESS:
            return outputs
        if worst is State.FAILED:
            raise TaskError(f"{states[worst]} of {states.total()} rounds are FAILED.", outputs=outputs)
        return Result(worst, outputs)


class _Rounds:
    """The rounds of one attempt."""

    def __init__(self, task: Loop, context: RunContext, items: list[dict[str, Any]]) -> None:
        self._task, self._context, self._items = task, context, items
        self._around = context.variables.get("item")
        self._room = asyncio.Semaphore(task.concurrency_limit or _AT_ONCE)
        self._broken = False
        self.states: Counter[State] = Counter()
        self.left: dict[int, dict[str, Any]] = {}

    async def run(self) -> None:
        """Runs them all, so many at a time as the task says."""
        try:
            async with asyncio.TaskGroup() as group:
                rounds = [
                    group.create_task(self._round(number), name=owned_name(f"round {number} of {self._task.id}"))
                    for number in range(len(self._items))
                ]
                if rounds:
                    with self._context.waiting():
                        await asyncio.wait(rounds)
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from errors

    async def _round(self, number: int) -> None:
        with self._context.waiting():
            await self._room.acquire()
        try:
            if not self._broken:
                await self._run_one(number, {**self._items[number], "index": number, **self._parents()})
        finally:
            self._room.release()

    async def _run_one(self, number: int, item: dict[str, Any]) -> None:
        request = SubflowRequest.of_round(self._task.id, item)
        child = await self._context.start_flow(request, number)
        ended = await self._context.flow_ended(child)
        self.states[ended.state] += 1
        seen = {key: item[key] for key in ("value", "key") if key in item}
        self.left[number] = {"item": {**seen, "iteration": number}, "outputs": ended.outputs}
        if self._task.break_when is not None:
            iteration = {"executionId": child, "state": ended.state.value, "outputs": ended.outputs}
            extra = {"item": item, "iteration": iteration}
            self._broken |= truthy(self._context.render(self._task.break_when, extra=extra))

    def _parents(self) -> dict[str, Any]:
        if not isinstance(self._around, dict):
            return {}
        around = {name: value for name, value in self._around.items() if name not in ("parent", "parents")}
        return {"parent": around, "parents": [around, *self._around.get("parents", ())]}


def _items(values: Any) -> list[dict[str, Any]]:
    if isinstance(values, str):
        try:
            values = json.loads(values)
        except ValueError:
            raise TaskError(
                f"`values` must be a list, a map, the JSON text of one, or a URI; it is {values!r}."
            ) from None
    if isinstance(values, dict):
        return [{"key": str(key), "value": _text(value)} for key, value in values.items()]
    if not isinstance(values, list | tuple):
        raise TaskError(f"`values` must be a list or a map, not {json_text(values)}.")
    return [{"value": _text(value)} for value in values]


def _rows(context: RunContext, uri: str) -> list[dict[str, Any]]:
    with context.open(uri) as file:
        text = file.read().decode()
    lines = [line for line in text.splitlines() if line.strip()]
    try:
        rows: list[Any] = loads(text)
    except ValueError:
        rows = list(lines)
    return [{"value": _text(row)} for row in (rows if len(rows) == len(lines) else lines)]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json_text(value)
