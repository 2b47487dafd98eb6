from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from wavetank.pebble.kinds import refused, text_of
from wavetank.pebble.missing import RefusedError

if TYPE_CHECKING:
    from wavetank.pebble.scope import Scope


def render(scope: Scope, toRender: object, recursive: bool = True) -> object:  # noqa: N803 - Kestra's name
    """Returns its argument rendered once more, and again until it stays the same; also inside maps and lists."""
    if scope.renderer.recursive:
        raise RefusedError(
            "Function or Macro [render] does not exist.",
            "The setting `kestra.variables.recursive-rendering` renders everything until it stays the same.",
        )
    return scope.renderer.rendered_again(toRender, scope.variables, recursive=recursive is not False)


def render_once(scope: Scope, toRender: object) -> object:  # noqa: N803 - Kestra's name
    """Returns its argument rendered once more; also inside maps and lists."""
    return render(scope, toRender, recursive=False)


def print_context(scope: Scope) -> dict[str, object]:
    """Returns all variables."""
    return dict(scope.variables)


def _map(value: object) -> Mapping[object, object]:
    return value if isinstance(value, Mapping) else {}


def _parents(scope: Scope) -> list[Mapping[object, object]]:
    """The ancestors of the task run, from the outside in."""
    parents = scope.variables.get("parents")
    return [_map(parent) for parent in reversed(parents)] if isinstance(parents, list | tuple) else []


def _ancestor_values(scope: Scope) -> list[object]:
    runs = [_map(parent.get("taskrun")) for parent in _parents(scope)]
    return [run["value"] for run in runs if run.get("value") is not None]


def current_each_output(scope: Scope, outputs: object) -> object:
    """Returns the entry of a task's outputs that belongs to the present round of the loops around; null for none."""
    if not isinstance(outputs, Mapping):
        raise refused(outputs, "currentEachOutput", "the outputs of a task", "Write currentEachOutput(outputs.task).")
    own = _map(scope.variables.get("taskrun")).get("value")
    current: Mapping[object, object] = outputs
    for value in _ancestor_values(scope):
        if not isinstance(inner := current.get(value), Mapping):
            raise RefusedError(f"There are no outputs for the value `{value}` of the round around.")
        current = inner
    return current.get(own)


def tasks_with_state(scope: Scope, state: str) -> list[dict[str, object]]:
    """Returns the task runs that are in a state: `taskId`, `state`, and `value` inside a loop."""
    wanted = text_of(state, "tasksWithState").upper()
    found: list[dict[str, object]] = []
    for task_id, entry in _map(scope.variables.get("tasks")).items():
        found.extend(_in_state(task_id, _map(entry), wanted))
    return found


def _in_state(task_id: object, entry: Mapping[object, object], wanted: str) -> list[dict[str, object]]:
    if not isinstance(entry.get("state"), Mapping) and "state" in entry:
        state = str(entry["state"]).upper()
        return [{"taskId": task_id, "state": state}] if state == wanted else []
    return [
        {"taskId": task_id, "state": wanted, "value": value}
        for value, each in entry.items()
        if str(_map(each).get("state", "")).upper() == wanted
    ]


def iteration_output(scope: Scope, taskId: str | None = None, iteration: int | None = None) -> object:  # noqa: N803
    """Returns the output `value` of a round of a task in a loop; of the round before this one by default."""
    taskrun = _map(scope.variables.get("taskrun"))
    name = _map(scope.variables.get("task")).get("id") if taskId is None else taskId
    outputs: object = _map(scope.variables.get("outputs")).get(name)
    if outputs is None:
        return None
    for value in _ancestor_values(scope):
        outputs = _map(outputs).get(value)
    rounds = list(_map(outputs).values())
    place = _round(taskrun.get("iteration"), iteration)
    if not 0 <= place < len(rounds):
        raise RefusedError(f"The task `{name}` has {len(rounds)} rounds with outputs, none is number {place}.")
    return _map(rounds[place]).get("value")


def _round(current: object, wanted: object) -> int:
    if isinstance(wanted, int):
        return wanted
    if not isinstance(current, int):
        raise RefusedError("'iterationOutput' works only inside a loop.", "Give the number of the round.")
    return current - 1


def parent_output(scope: Scope, index: int | None = None) -> object:
    """Returns the outputs of the direct parent, or of an ancestor counted from the outermost one."""
    parents = _parents(scope)
    place = len(parents) - 1 if index is None else index
    if not isinstance(place, int) or not 0 <= place < len(parents):
        raise RefusedError(f"There are {len(parents)} ancestors with a value or outputs, none is number {place}.")
    return parents[place].get("outputs")


def loop_outputs(_scope: Scope, outputs: object, name: str) -> list[object]:
    """Returns one output of every round of a Loop; null where a round has none."""
    if not isinstance(outputs, list | tuple):
        raise refused(outputs, "loopOutputs", "the list of outputs of a Loop")
    wanted = text_of(name, "loopOutputs")
    return [_map(each).get(wanted, _map(_map(each).get("outputs")).get(wanted)) for each in outputs]


def subflow(_scope: Scope, namespace: str, id: str, *_: object) -> object:  # noqa: A002 - Kestra's name
    """Refuses: only the rendering of a flow's inputs may run a flow."""
    raise RefusedError(
        f"`subflow('{namespace}', '{id}')` can be used only while the inputs of a flow are rendered.",
        "Use a Subflow task, and its outputs.",
    )


def unavailable(_scope: Scope, *_: object) -> object:
    """Refuses: the function belongs to Kestra's Enterprise Edition, or to Pebble's translations."""
    raise RefusedError("This function is not available here.", "It needs Kestra's Enterprise Edition.")
