from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wavetank.model.records import ExecutionCreated
    from wavetank.model.task_run import Change


def execution_json(created: ExecutionCreated, history: Sequence[Change]) -> dict[str, Any]:
    """Returns an execution in the shape of Kestra's REST API, as it stood after `history`."""
    trigger = created.trigger
    return {
        "id": created.id,
        "namespace": created.namespace,
        "flowId": created.flow_id,
        "flowRevision": created.flow_revision,
        "inputs": created.inputs,
        "labels": [{"key": key, "value": value} for key, value in created.labels.items()],
        "state": {
            "current": history[-1].state.value,
            "histories": [{"state": change.state.value, "date": change.date.isoformat()} for change in history],
        },
        "trigger": {"id": trigger.id, "type": trigger.type, "variables": trigger.variables} if trigger else None,
        "originalId": created.original_id or created.id,
        "deleted": False,
    }
