"""Which tasks of an execution would do again what an earlier one did: the same text, with the same inputs."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any

from wavetank.abc.flowable_task import FlowableTask
from wavetank.core.references import references
from wavetank.model.stand_in import StandIn
from wavetank.model.state import State

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wavetank.core.execution_state import ExecutionState
    from wavetank.model.flow import Flow
    from wavetank.model.records import ExecutionCreated
    from wavetank.model.task import Task
    from wavetank.model.task_run import TaskRun

# What arranges tasks without a loop, and without a folder that they share.
_PLAIN = {"Sequential", "Parallel", "Dag", "If", "Switch", "AllowFailure"}


class Content:
    """
    What the tasks of an execution do, as far as the execution's first record and its flow tell.

    What lies outside is not looked at: files, keys, the hour, what a server answers.
    """

    def __init__(self, flow: Flow, created: ExecutionCreated) -> None:
        self.given = created.given
        self.tasks = {task.id: task for task in _once(flow.tasks)}
        self._order = list(flow.tasks_by_id)
        trigger = created.trigger.variables if created.trigger is not None else {}
        self._known = {"inputs": created.inputs, "vars": flow.variables, "labels": created.labels, "trigger": trigger}

    @cached_property
    def texts(self) -> dict[str, str]:
        """For each task that runs once: what is written, and what its expressions read beside outputs."""
        return {task_id: self._text(task) for task_id, task in self.tasks.items()}

    def _text(self, task: Task) -> str:
        written = task.to_dict()
        read = {variable: self._read(written, variable, held) for variable, held in self._known.items()}
        return json.dumps([written, read], sort_keys=True, default=str)

    def _read(self, written: Any, variable: str, held: dict[str, Any]) -> Any:
        read = references(written, variable)
        return held if read.whole else {name: held.get(name) for name in sorted(read.names)}

    def upstream(self, task_id: str) -> set[str]:
        """Returns the tasks whose outputs a task reads; where that cannot be told, all that stand before it."""
        written = self.tasks[task_id].to_dict()
        read = references(written, "outputs")
        if read.whole or references(written, "tasks").names:
            return set(self._order[: self._order.index(task_id)])
        return set(read.names)


def _once(tasks: tuple[Task, ...]) -> Iterator[Task]:
    for task in tasks:
        if not isinstance(task, FlowableTask):
            yield task
        elif task.type.rpartition(".")[2] in _PLAIN:
            yield from _once(task.children())


def taken_over(content: Content, earlier: Sequence[tuple[Content, ExecutionState]]) -> dict[str, StandIn]:
    """
    Returns what may stand in the place of tasks, because an earlier execution did the same, and did it well.

    A task is only taken over together with all that it reads, so that outputs of different executions never mix.

    Args:
        content: Of the execution that is about to begin.
        earlier: The executions that are looked at, the newest first.
    """
    found: dict[str, StandIn] = {}
    for task_id in content.tasks:
        if task_id not in content.given:
            run = next((run for each in earlier if (run := _same(content, task_id, *each, found)) is not None), None)
            if run is not None:
                found[task_id] = run
    return found


def _same(
    content: Content, task_id: str, before: Content, state: ExecutionState, found: dict[str, StandIn]
) -> StandIn | None:
    run = _left_in(state, task_id)
    if run is None or before.texts.get(task_id) != content.texts[task_id]:
        return None
    own = _origin(before, run)
    if not own or not content.tasks[task_id].unchanged_since(own):
        return None
    if any(not _same_upstream(content, before, state, name, found) for name in content.upstream(task_id)):
        return None
    return StandIn(run.outputs or {}, own)


def _same_upstream(
    content: Content, before: Content, state: ExecutionState, task_id: str, found: dict[str, StandIn]
) -> bool:
    if task_id in content.given:
        return before.given.get(task_id) == content.given[task_id]
    run = _left_in(state, task_id)
    return run is not None and task_id in found and found[task_id].run_id == _origin(before, run)


def _left_in(state: ExecutionState, task_id: str) -> TaskRun | None:
    runs = [run for run in state.runs.values() if run.task_id == task_id]
    return runs[0] if len(runs) == 1 and runs[0].state is State.SUCCESS else None


def _origin(content: Content, run: TaskRun) -> str:
    """Returns the id of the task run that did the work; empty when nobody did."""
    given = content.given.get(run.task_id)
    return run.id if given is None else given.run_id
