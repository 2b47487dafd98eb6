from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.api.explanations.circumstances import Circumstances
from wavetank.api.explanations.explanation import Explanation
from wavetank.api.explanations.of_task_run import of_task_run
from wavetank.model.state import State

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wavetank.api.execution import Execution
    from wavetank.api.verdict_view import VerdictView
    from wavetank.engine.runtime import Runtime
    from wavetank.model.task_run import TaskRun

_MOST = 12
_TELLING = {State.FAILED, State.WARNING, State.SKIPPED, State.KILLED, State.RETRYING}


def of_execution(runtime: Runtime, execution: Execution, verdicts: Sequence[VerdictView]) -> Explanation:
    """Explains an execution: what made it, where it is, what it waits for, what failed and where in the flow."""
    around = Circumstances(runtime, execution)
    trigger = execution.trigger
    made = f"made by trigger {trigger.id} ({trigger.type})" if trigger else "started by hand"
    sentence = f"Execution {execution.id} of {execution.namespace}.{execution.flow_id} is {execution.state}; {made}."
    facts = [
        *_error(around),
        *(f"event {verdict.identity}, received {verdict.at:%Y-%m-%d %H:%M:%S %Z}" for verdict in verdicts),
        *_waits(around),
        *_runs(around),
        *_origin(execution),
    ]
    failed = _first_failed(around)
    place = around.place(failed.task_id, failed.error) if failed is not None else None
    return Explanation(sentence, tuple(dict.fromkeys(facts)), place[1] if place is not None else "")


def _error(around: Circumstances) -> Iterator[str]:
    """The sentence with which it failed, unless a task run says the same."""
    error = around.execution.error
    if error and not any(run.error and run.error in error for run in around.state.runs.values()):
        yield error


def _waits(around: Circumstances) -> Iterator[str]:
    execution, runtime = around.execution, around.runtime
    if execution.state.terminated:
        return
    owner = execution.summary.owner
    if execution.id not in runtime.conductor.live:
        alive = runtime.surroundings.alive(owner)
        yield "it runs in another kernel that shares the home" if alive else "its kernel is gone; it goes on at a start"
    if execution.state is State.QUEUED:
        yield from _queue(around)
    elif around.state.held:
        yield f"it was paused by hand and begins nothing new: %flow resume {execution.id}"
    elif execution.state is State.PAUSED and not around.state.paused:
        yield f"nothing new begins until somebody has it go on: %flow resume {execution.id}"
    if runtime.journal.trouble:
        yield f"nothing can be written at the moment: {runtime.journal.trouble}"


def _queue(around: Circumstances) -> Iterator[str]:
    flow, own = around.flow, around.execution
    places, key = around.runtime.conductor.places, f"{own.summary.namespace}.{own.summary.flow_id}"
    held, before = places.holding(key), places.waiting(key)
    limit = flow.concurrency.limit if flow is not None and flow.concurrency is not None else len(held)
    yield f"it waits for one of the {limit} places of its flow; they are taken by {', '.join(held) or 'nobody'}"
    if own.id in before and before.index(own.id):
        count = before.index(own.id)
        yield f"{count} other{' is' if count == 1 else 's are'} before it in the queue"


def _runs(around: Circumstances) -> Iterator[str]:
    runs = [run for run in around.state.runs.values() if run.state in _TELLING or not run.state.terminated]
    told = [run for run in runs if not _only_around(around, run)]
    for run in told[:_MOST]:
        yield of_task_run(around, run)
    if len(told) > _MOST:
        yield f"… and {len(told) - _MOST} more task runs"
    for run in around.state.runs.values():
        if any(attempt.cut for attempt in run.attempts):
            yield f"task {around.name(run)} was cut off by the end of its process, and began anew"


def _only_around(around: Circumstances, run: TaskRun) -> bool:
    """Whether the task run is a block of which nothing can be said that is not said of what is inside."""
    return bool(around.state.inside.get(run.id)) and run.state is not State.PAUSED


def _first_failed(around: Circumstances) -> TaskRun | None:
    failed = [run for run in around.state.runs.values() if run.state is State.FAILED]
    return next((run for run in failed if not _only_around(around, run)), None)


def _origin(execution: Execution) -> Iterator[str]:
    created = execution.folded.created
    if execution.parent:
        yield f"it is a replay of {execution.parent}"
    if created.until is not None:
        yield f"it was asked to run up to task {created.until}, and no further"
    for task_id, stand_in in created.given.items():
        origin = f"those of task run {stand_in.run_id}" if stand_in.run_id else "given by hand"
        yield f"task {task_id} did no work: its outputs are {origin}"
