"""What is left of the plan of a level when an execution runs up to one of its tasks, and no further."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from wavetank.model.plan import Plan

if TYPE_CHECKING:
    from wavetank.model.flow import Flow
    from wavetank.model.task import Task


def way_to(flow: Flow, task_id: str) -> frozenset[str]:
    """
    Returns the ids of a task and of those that it stands in.

    Raises:
        ValueError: No task of the flow's `tasks` has this id; the message says so.
    """
    for task in flow.tasks:
        found = _way(task, task_id)
        if found:
            return frozenset(found)
    raise ValueError(f"Flow {flow.key} has no task {task_id!r} among its `tasks`.")


def _way(task: Task, task_id: str) -> list[str]:
    if task.id == task_id:
        return [task.id]
    inside = getattr(task, "inside", None)
    for child in inside() if inside is not None else task.children():
        found = _way(child, task_id)
        if found:
            return [task.id, *found]
    return []


def cut(plan: Plan, way: frozenset[str]) -> Plan:
    """
    Returns what has to run for the tasks on a way to run: what stands before them, and what they wait for.

    In a loop that is the beginning of every round; beside a task that runs in parallel to others, nothing.
    """
    ends = {
        index: place + 1
        for index, group in enumerate(plan.groups)
        for place, step in enumerate(group.steps)
        if step.id in way
    }
    waiting = list(ends)
    while waiting:
        for before in plan.groups[waiting.pop()].after:
            if before not in ends:
                ends[before] = len(plan.groups[before].steps)
                waiting.append(before)
    places = {index: place for place, index in enumerate(sorted(ends))}
    kept = (
        replace(group, steps=group.steps[: ends[index]], after=tuple(places[before] for before in group.after))
        for index, group in enumerate(plan.groups)
        if index in ends
    )
    return Plan(tuple(kept), plan.limit)
