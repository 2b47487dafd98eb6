"""What expressions see (language reference, section 15.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wavetank.abc.directory_task import DirectoryTask
from wavetank.core.level import ERRORS
from wavetank.core.nesting import nest
from wavetank.model.state import State

if TYPE_CHECKING:
    from datetime import datetime

    from wavetank.core.progress import Progress
    from wavetank.model.flow import Flow
    from wavetank.model.task_run import TaskRun


def flow_variables(flow: Flow) -> dict[str, Any]:
    """Returns what is known without an execution: `flow`, and `vars` if the flow has variables."""
    known: dict[str, Any] = {
        "flow": {"id": flow.id, "namespace": flow.namespace, "revision": flow.revision, "tenantId": "main"}
    }
    if flow.variables:
        known["vars"] = flow.variables
    return known


def execution_variables(progress: Progress) -> dict[str, Any]:
    """Returns what is known of an execution; `outputs` and `tasks` go on growing with it."""
    created = progress.state.created
    known = flow_variables(progress.flow)
    known["execution"] = {
        "id": created.id,
        "startDate": _in_milliseconds(created.at),
        "originalId": progress.state.original_id,
        "state": progress.state.state.value,
    }
    known["outputs"], known["tasks"] = progress.outputs.outputs, progress.outputs.tasks
    known["inputs"] = nest(_with_defaults(progress))
    if progress.state.labels:
        known["labels"] = nest(progress.state.labels)
    if progress.state.variables:
        known["vars"] = {**known.get("vars", {}), **progress.state.variables}
    if created.trigger is not None:
        known["trigger"] = created.trigger.variables
    if "outputs" in created.variables:
        # A round of a loop sees those of tasks outside of it, too.
        return known | created.variables | {"outputs": created.variables["outputs"] | known["outputs"]}
    return known | created.variables


def _in_milliseconds(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _with_defaults(progress: Progress) -> dict[str, Any]:
    declared = {given.id: given.defaults for given in progress.flow.inputs if given.defaults is not None}
    return declared | progress.state.created.inputs


def task_variables(progress: Progress, run: TaskRun) -> dict[str, Any]:
    """
    Returns what a task sees while it runs: the execution's variables, `task`, `taskrun`, `parent` and `parents`.

    A task of `errors` sees as `error` what failed.
    """
    task = progress.task(run.id)
    known = execution_variables(progress)
    known["task"] = {"id": task.id, "type": task.type}
    known["taskrun"] = _of_run(run)
    around = progress.state.ancestors(run)
    parents = [_parent(ancestor) for ancestor in around if ancestor.value or ancestor.outputs]
    if parents:
        known["parent"], known["parents"] = parents[0], parents
    if any(each.branch == ERRORS for each in (run, *around)):
        known |= _error(progress)
    if around and isinstance(progress.task(around[0].id), DirectoryTask):
        known["workerTaskrun"] = _of_run(around[0])
    return known


def _error(progress: Progress) -> dict[str, Any]:
    """The last task run that failed, and no block around one; those of `errors` do not count."""
    state = progress.state
    failed = (
        run
        for run in reversed(state.runs.values())
        if run.state is State.FAILED
        and not state.inside.get(run.id)
        and not any(each.branch == ERRORS for each in (run, *state.ancestors(run)))
    )
    run = next(failed, None)
    if run is None:
        return {}
    return {"error": {"taskId": run.task_id, "message": run.error, "stackTrace": run.error}}


def _of_run(run: TaskRun) -> dict[str, Any]:
    known = {
        "id": run.id,
        "startDate": _in_milliseconds(run.started),
        "attemptsCount": _attempts_before(run),
        "parentId": run.parent_id,
        "value": run.value,
        "iteration": run.iteration,
    }
    return {name: value for name, value in known.items() if value is not None}


def _attempts_before(run: TaskRun) -> int:
    """Returns how many attempts there were before the present one, or the one that is about to begin."""
    waits = run.state in (State.CREATED, State.RESTARTED)
    return len(run.attempts) if waits else max(len(run.attempts) - 1, 0)


def _parent(run: TaskRun) -> dict[str, Any]:
    known: dict[str, Any] = {}
    if run.value is not None:
        known["taskrun"] = {"value": run.value}
    if run.outputs:
        known["outputs"] = run.outputs
    return known
