from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wavetank.abc.flowable_task import FlowableTask
from wavetank.core.level import ERRORS, FINALLY
from wavetank.model.plan import Plan, in_sequence

if TYPE_CHECKING:
    from wavetank.model.flow import Flow
    from wavetank.model.task_run import TaskRun


class Place(NamedTuple):
    """Where a task run stands in its branch: the index of its group, and of its step inside."""

    group: int
    step: int


class Layout:
    """
    Where the task runs of one branch of one level stand in its plan.

    Args:
        plan: The plan of the branch.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._places = {
            (task.id, group.value): Place(index, step)
            for index, group in enumerate(plan.groups)
            for step, task in enumerate(group.steps)
        }

    @classmethod
    def around(cls, flow: Flow, parent: TaskRun | None, branch: str) -> Layout:
        """
        Returns the layout of a branch of the flow itself, or of the task run of a flowable.

        Raises:
            ValueError: The parent arranges no other tasks, or can make nothing of its answer.
        """
        if parent is None:
            tasks, errors, finals = in_sequence(flow.tasks), flow.errors, flow.finally_
        else:
            task = flow.tasks_by_id.get(parent.task_id)
            if not isinstance(task, FlowableTask):
                raise ValueError(f"{parent.task_id} arranges no other tasks")
            tasks, errors, finals = task.plan(parent.answer), task.error_tasks, task.final_tasks
        if branch in (ERRORS, FINALLY):
            return cls(in_sequence(errors if branch == ERRORS else finals))
        return cls(tasks)

    def place(self, run: TaskRun) -> Place | None:
        """Returns where a task run stands, None if the plan has no such place."""
        return self._places.get((run.task_id, run.value))

    @property
    def goes_round_by_round(self) -> bool:
        """Whether it is a loop with one round at a time."""
        return self._plan.limit == 1 and any(group.value is not None for group in self._plan.groups[:1])

    def groups_after(self, index: int) -> frozenset[int]:
        """
        Returns the groups that come after one: those that wait for it, and those that wait for them.

        The rounds of a loop that goes round by round wait for each other.
        """
        groups = self._plan.groups
        if self.goes_round_by_round:
            return frozenset(range(index + 1, len(groups)))
        waiting: dict[int, list[int]] = {}
        for number, group in enumerate(groups):
            for other in group.after:
                waiting.setdefault(other, []).append(number)
        found: set[int] = set()
        open_ends = [index]
        while open_ends:
            new = set(waiting.get(open_ends.pop(), ())) - found
            found |= new
            open_ends += new
        return frozenset(found)
