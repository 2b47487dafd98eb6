"""From a flow to nested boxes: which tasks follow one another, which stand side by side, which depend on which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wavetank.api.views.topology_box import Box

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wavetank.model.flow import Flow
    from wavetank.model.task import Task

_SIDE_BY_SIDE = frozenset({"Parallel"})


def tree_of(flow: Flow) -> Box:
    """Returns the frame of a whole flow: its tasks, and below them those of `errors`, `finally`, `afterExecution`."""
    blocks = {"errors": flow.errors, "finally": flow.finally_, "afterExecution": flow.after_execution}
    main = _boxes(flow.tasks)
    below = [Box(f"flow-{name}", kind=name).in_sequence(_boxes(tasks)) for name, tasks in blocks.items() if tasks]
    if not below:
        return Box("flow").in_sequence(main)
    return Box("flow").side_by_side([Box("flow-tasks", kind="tasks").in_sequence(main), *below])


def _box(task: Task) -> Box:
    children = task.children()
    kind = task.type.rpartition(".")[2]
    box = Box(task.id, task.id, task.type, kind)
    if not children:
        return box
    lanes = _lanes(task)
    if lanes:
        frames = (Box(f"{task.id}-{name}", kind=name).in_sequence(_boxes(tasks)) for name, tasks in lanes if tasks)
        return box.side_by_side(list(frames))
    if hasattr(task, "tasks") and any(hasattr(node, "depends_on") for node in task.tasks):
        return _dag(task, box)
    boxes = _boxes(children)
    return box.side_by_side(boxes) if kind in _SIDE_BY_SIDE else box.in_sequence(boxes)


def _boxes(tasks: Iterable[Task]) -> list[Box]:
    return [_box(task) for task in tasks]


def _lanes(task: Any) -> list[tuple[str, Iterable[Task]]]:
    """Returns the branches of a task that has several, by their names; nothing for one that has not."""
    branches: list[tuple[str, Iterable[Task]]] = []
    if hasattr(task, "then"):
        branches = [("then", task.then), ("else", task.else_)]
    elif hasattr(task, "cases"):
        branches = [*task.cases.items(), ("defaults", task.defaults)]
    ends = [("errors", getattr(task, "errors", ())), ("finally", getattr(task, "finally_", ()))]
    if not branches and any(tasks for _, tasks in ends) and not hasattr(task, "depends_on"):
        branches = [("tasks", task.inside())]
    return [*branches, *ends] if branches else []


def _dag(task: Any, frame: Box) -> Box:
    boxes = {node.task.id: _box(node.task) for node in task.tasks}
    needs = {node.task.id: [name for name in node.depends_on if name in boxes] for node in task.tasks}
    depth = _depths(needs)
    frame.layers = [[] for _ in range(max(depth.values()) + 1)]
    for name, box in boxes.items():
        frame.layers[depth[name]].append(box)
    frame.links = [(boxes[before], boxes[name]) for name, names in needs.items() for before in names]
    return frame


def _depths(needs: dict[str, list[str]]) -> dict[str, int]:
    depth: dict[str, int] = {}
    while len(depth) < len(needs):
        ready = [name for name, names in needs.items() if name not in depth and all(each in depth for each in names)]
        if not ready:
            return dict.fromkeys(needs, 0)
        depth.update({name: max((depth[each] for each in needs[name]), default=-1) + 1 for name in ready})
    return depth
