from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wavetank.abc.runnable_task import RunContext


def outputs_beside(context: RunContext, task_id: str) -> Mapping[str, Any]:
    """Returns the outputs of a task that stands beside this one, in the same round of the loops around both."""
    found: Mapping[str, Any] = context.variables["outputs"].get(task_id, {})
    for parent in reversed(context.variables.get("parents", ())):
        value = parent.get("taskrun", {}).get("value")
        if value is not None:
            found = found.get(value, {})
    return found
