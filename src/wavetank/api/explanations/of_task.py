from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.abc.flowable_task import FlowableTask
from wavetank.api.explanations.circumstances import Circumstances
from wavetank.api.explanations.explanation import Explanation
from wavetank.api.explanations.of_task_run import of_task_run
from wavetank.errors import NotFoundError
from wavetank.model.state import State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wavetank.api.execution import Execution
    from wavetank.engine.runtime import Runtime
    from wavetank.model.flow import Flow
    from wavetank.model.task import Task
    from wavetank.model.task_run import TaskRun

_MOST = 10


def of_task(runtime: Runtime, execution: Execution, task_id: str) -> Explanation:
    """
    Explains what became of a task in an execution, or why it was not reached.

    Raises:
        NotFoundError: The flow has no such task.
    """
    around = Circumstances(runtime, execution)
    flow = around.flow
    if flow is not None and task_id not in flow.tasks_by_id:
        known = ", ".join(flow.tasks_by_id)
        raise NotFoundError(f"Flow {flow.key} has no task {task_id!r}.", remedy=f"It has: {known}.")
    runs = [run for run in around.state.runs.values() if run.task_id == task_id]
    if not runs:
        facts = tuple(_not_reached(around, flow, task_id)) if flow is not None else ()
        return Explanation(
            f"Task {task_id} was not reached in execution {execution.id}.", facts, _place(around, task_id)
        )
    counted = f"ran {len(runs)} times" if len(runs) > 1 else f"is {runs[0].state}"
    facts = tuple(fact for run in runs[:_MOST] for fact in _told(around, run))
    worst = next((run for run in runs if run.state is State.FAILED), runs[-1])
    return Explanation(
        f"Task {task_id} {counted} in execution {execution.id}.", facts, _place(around, task_id, worst.error)
    )


def _place(around: Circumstances, task_id: str, error: str = "") -> str:
    place = around.place(task_id, error)
    return place[1] if place is not None else ""


def _told(around: Circumstances, run: TaskRun) -> Iterator[str]:
    yield of_task_run(around, run)
    given = around.state.created.given.get(run.task_id)
    if given is not None:
        yield f"it did no work: its outputs are {f'those of {given.run_id}' if given.run_id else 'given by hand'}"
    task = around.task(run.task_id)
    if isinstance(task, FlowableTask) and isinstance(task.question(), str):
        yield f"its question: {around.parts(run, str(task.question()))}"
    for number, attempt in enumerate(run.attempts if len(run.attempts) > 1 else (), 1):
        cut = ", cut off by the end of the process" if attempt.cut else ""
        yield f"attempt {number}: {attempt.state}{cut}"


def _not_reached(around: Circumstances, flow: Flow, task_id: str) -> Iterator[str]:
    created = around.state.created
    if flow.tasks_by_id[task_id].disabled:
        yield "it is disabled"
        return
    if created.until is not None:
        yield f"the execution was asked to run up to task {created.until}, and no further"
    branch, parents = _way(flow, task_id)
    block = next((parent for parent in reversed(parents) if _runs(around, parent.id)), None)
    if block is not None:
        yield from _inside(around, block, task_id)
    elif parents:
        yield f"it stands in {parents[0].id}, which was not reached either"
    if branch != "tasks":
        yield f"it stands in `{branch}`{_when(branch)}"
    yield from _instead(around)


def _when(branch: str) -> str:
    return ", which runs only when a task has failed" if branch == "errors" else ""


def _way(flow: Flow, task_id: str) -> tuple[str, list[Task]]:
    """Returns the part of the flow in which a task stands, and the blocks around it, the outermost first."""
    parts = {
        "tasks": flow.tasks,
        "errors": flow.errors,
        "finally": flow.finally_,
        "afterExecution": flow.after_execution,
    }
    for branch, tasks in parts.items():
        for task in tasks:
            found = _blocks(task, task_id)
            if found is not None:
                inner = next((block for block in reversed(found) if task_id in _error_ids(block)), None)
                return ("errors" if inner is not None else branch), found
    return "tasks", []


def _error_ids(block: Task) -> set[str]:
    return {task.id for task in block.error_tasks} if isinstance(block, FlowableTask) else set()


def _blocks(task: Task, task_id: str) -> list[Task] | None:
    if task.id == task_id:
        return []
    for child in task.children():
        found = _blocks(child, task_id)
        if found is not None:
            return [task, *found]
    return None


def _runs(around: Circumstances, task_id: str) -> list[TaskRun]:
    return [run for run in around.state.runs.values() if run.task_id == task_id]


def _inside(around: Circumstances, block: Task, task_id: str) -> Iterator[str]:
    for run in _runs(around, block.id)[:_MOST]:
        yield of_task_run(around, run)
        if not isinstance(block, FlowableTask) or not run.resolved:
            continue
        planned = {step.id for group in block.plan(run.answer).groups for step in group.steps}
        question = block.question()
        if question is not None and not planned & {task_id, *_ids_around(block, task_id)}:
            shown = around.parts(run, question) if isinstance(question, str) else str(run.answer)
            yield f"{block.id} chose other tasks: {shown}"


def _ids_around(block: Task, task_id: str) -> set[str]:
    return {child.id for child in block.children() if _blocks(child, task_id) is not None}


def _instead(around: Circumstances) -> Iterator[str]:
    """What kept the execution from going on."""
    open_runs = [run for run in around.state.runs.values() if not run.state.terminated]
    inner = [run for run in open_runs if not around.state.inside.get(run.id)]
    stopped = [run for run in around.state.runs.values() if run.state in (State.FAILED, State.KILLED)]
    for run in (inner or [run for run in stopped if not around.state.inside.get(run.id)])[:_MOST]:
        yield of_task_run(around, run)
    if around.execution.state is State.QUEUED:
        yield "the execution has not begun: it is in the queue of its flow"
