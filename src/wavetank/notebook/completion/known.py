from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wavetank.errors import WavetankError
from wavetank.notebook.completion.outline import ITEM

if TYPE_CHECKING:
    from wavetank.api.engine import Engine
    from wavetank.api.execution import Execution
    from wavetank.notebook.completion.outline import Outline

_TASKS = ("tasks", "errors", "finally", "afterExecution")
_ALWAYS: dict[str, dict[str, Any]] = {
    "flow": dict.fromkeys(("id", "namespace", "revision")),
    "execution": dict.fromkeys(("id", "startDate", "state", "originalId")),
    "task": dict.fromkeys(("id", "type")),
    "taskrun": dict.fromkeys(("id", "startDate", "attemptsCount", "value", "iteration", "parentId")),
}


class Known:
    """
    The variables that expressions of a flow would see: what its text declares, and what its newest execution saw.

    Looking at an execution is remembered for as long as it stays the newest.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._seen: tuple[str, dict[str, Any]] = ("", {})

    def variables(self, outline: Outline) -> dict[str, Any]:
        """Returns the variables, as deep as they are known."""
        seen = self._of_newest(outline)
        declared = dict.fromkeys(self._ids(outline, "inputs"))
        tasks = {name: seen.get("outputs", {}).get(name, {}) for name in task_ids(outline)}
        own = {
            "inputs": declared,
            "outputs": tasks,
            "vars": _declared(outline, "variables") | seen.get("vars", {}),
            "labels": _declared(outline, "labels") | seen.get("labels", {}),
            "trigger": seen.get("trigger", {}),
            "envs": self._engine.runtime.surroundings.environment,
            "globals": self._engine.runtime.surroundings.globals,
        }
        return {
            **_ALWAYS,
            **seen,
            **{name: value for name, value in own.items() if value or name in ("inputs", "outputs")},
        }

    def _ids(self, outline: Outline, section: str) -> list[str]:
        return [block.entries["id"] for block in outline.below(section, ITEM) if "id" in block.entries]

    def _of_newest(self, outline: Outline) -> dict[str, Any]:
        top = outline.blocks[0].entries
        key = f"{top.get('namespace')}.{top.get('id')}"
        newest = self._engine.executions(key, limit=1) if key in self._engine.flows else ()
        if not newest:
            return {}
        stamp = f"{newest[0].id} {newest[0].state}"
        if self._seen[0] != stamp:
            self._seen = (stamp, _seen_by(newest[0]))
        return self._seen[1]


def _seen_by(execution: Execution) -> dict[str, Any]:
    runs = list(execution.task_runs)
    if not runs:
        return {}
    try:
        variables = execution.at(runs[-1].id).variables
    except WavetankError:
        return {}
    # The last task sees the outputs of all others, but not its own.
    own = {runs[-1].task_id: dict(runs[-1].outputs or {})}
    return {**variables, "outputs": {**variables.get("outputs", {}), **own}}


def _declared(outline: Outline, section: str) -> dict[str, Any]:
    return {name: None for block in outline.below(section) for name in block.entries}


def task_ids(outline: Outline) -> list[str]:
    """Returns the ids of all tasks of a text, in its order."""
    found = (block for part in _TASKS for block in outline.below(part, "*") if "type" in block.entries)
    return [block.entries["id"] for block in found if "id" in block.entries]
