from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.api.explanations.circumstances import moment
from wavetank.api.views.moments import span_text
from wavetank.model.state import State

if TYPE_CHECKING:
    from wavetank.api.explanations.circumstances import Circumstances
    from wavetank.model.task_run import TaskRun


def of_task_run(around: Circumstances, run: TaskRun) -> str:
    """Returns what a task run is doing, waits for, or came to, in a line."""
    name = around.name(run)
    told = {
        State.SKIPPED: _skipped,
        State.FAILED: _failed,
        State.WARNING: _warned,
        State.PAUSED: _paused,
        State.RETRYING: _retrying,
        State.CREATED: _created,
        State.RUNNING: _running,
    }.get(run.state)
    said = told(around, run) if told is not None else f"ended {run.state}"
    return f"task {name} {said}"


def _skipped(around: Circumstances, run: TaskRun) -> str:
    task = around.task(run.task_id)
    return f"was skipped: runIf {around.parts(run, task.run_if)}" if task is not None else "was skipped"


def _failed(around: Circumstances, run: TaskRun) -> str:
    line = around.place(run.task_id)
    where = f" (line {line[0]} of the flow)" if line else ""
    return f"failed{_tries(run)}{where}: {run.error}"


def _warned(around: Circumstances, run: TaskRun) -> str:
    task = around.task(run.task_id)
    allowed = " and may, by `allowFailure`" if task is not None and task.allow_failure else ""
    return f"failed{_tries(run)}{allowed}: {run.error}" if run.error else "ended with a warning"


def _tries(run: TaskRun) -> str:
    return f" after {len(run.attempts)} attempts" if len(run.attempts) > 1 else ""


def _paused(around: Circumstances, run: TaskRun) -> str:
    task = around.task(run.task_id)
    asked = [each.id for each in getattr(task, "asked_on_resume", ())]
    if run.due is not None:
        return f"waits until {moment(run.due)}, {span_text((run.due - around.now).total_seconds())} from now"
    given = "".join(f" -i {name}=…" for name in asked)
    return f"waits for somebody: %flow resume {around.execution.id}{given}"


def _retrying(around: Circumstances, run: TaskRun) -> str:  # noqa: ARG001 - as for every state
    due = f" at {moment(run.due)}" if run.due is not None else ""
    return f"failed at attempt {len(run.attempts)} and is tried again{due}: {run.error}"


def _created(around: Circumstances, run: TaskRun) -> str:
    task = around.task(run.task_id)
    if run.attempts and run.attempts[-1].cut:
        return "was cut off by the end of its process, and begins anew"
    if task is not None and task.run_if != "true":
        return f"has its runIf looked at: {task.run_if}"
    return "is about to begin"


def _running(around: Circumstances, run: TaskRun) -> str:
    since = run.history[-1].date
    spent = span_text((around.now - since).total_seconds())
    task = around.task(run.task_id)
    inside = around.state.inside.get(run.id)
    if inside:
        return f"runs since {spent}, with {len(inside)} task runs inside"
    limit = f"; its timeout is {task.timeout.written}" if task is not None and task.timeout is not None else ""
    return f"runs since {spent}{limit}"
