from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.abc.looping_task import LoopingTask

if TYPE_CHECKING:
    from wavetank.model.flow import Flow

_SLASH = "/"


def round_flow(flow: Flow, task_id: str) -> Flow | None:
    """Returns the flow that each round of a loop runs; None if the flow has no such loop."""
    task = flow.tasks_by_id.get(task_id)
    if not isinstance(task, LoopingTask):
        return None
    kept = {"namespace": flow.namespace, "variables": flow.variables, "tenant_id": flow.tenant_id}
    own = {"tasks": task.tasks, "errors": task.errors, "finally_": task.finally_, "outputs": task.outputs}
    inner = type(flow).model_construct(id=f"{flow.id}{_SLASH}{task_id}", **kept, **own)
    return inner.deployed_as(flow.revision, flow.source)


def around(flow_id: str) -> tuple[str, str] | None:
    """Returns the id of the flow around and that of the loop, of a flow that rounds run; None for any other."""
    outer, slash, task_id = flow_id.rpartition(_SLASH)
    return (outer, task_id) if slash else None
