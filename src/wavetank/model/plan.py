"""
How the children of a flowable task are laid out, in the one form that the core understands.

A plan is a row of groups. Inside a group the steps run one after another; between groups at most `limit` run at a
time. Every flowable of the language is such a row: Sequential is one group, Parallel one group a child, ForEach one
group a value, Dag one group a child with dependencies, If and Switch the one group of the branch that was taken. A loop
that asks a question after each round runs the same plan again in the next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

if TYPE_CHECKING:
    from wavetank.model.task import Task  # noqa: TC004 - a plan is never encoded


class Group(msgspec.Struct, frozen=True):
    """
    Steps that run one after another.

    Attributes:
        steps: Enabled tasks, in order.
        value: The loop value that the steps' task runs carry, None outside a loop.
        iteration: The 0-based number of the round in a loop, None outside a loop.
        after: Indices of the groups that must have ended before this one starts.
    """

    steps: tuple[Task, ...]
    value: str | None = None
    iteration: int | None = None
    after: tuple[int, ...] = ()


class Plan(msgspec.Struct, frozen=True):
    """
    How the children of one level are laid out.

    Attributes:
        limit: How many groups may be open at a time; 0 means all.
        regardless: Whether groups begin also when a task of another has failed; not when it was killed.
    """

    groups: tuple[Group, ...] = ()
    limit: int = 0
    regardless: bool = False

    def in_round(self, number: int) -> Plan:
        """Returns the same layout, with the 0-based number of a round of the whole for its iteration."""
        return replace(self, groups=tuple(replace(group, iteration=number) for group in self.groups))


def in_sequence(tasks: tuple[Task, ...]) -> Plan:
    """Returns the plan of tasks that run one after another; no tasks, no group."""
    steps = enabled(tasks)
    return Plan((Group(steps),) if steps else ())


def one_by_one(tasks: tuple[Task, ...]) -> Plan:
    """Returns the plan of tasks that run one after another, whatever becomes of those before."""
    return Plan(tuple(Group((task,)) for task in enabled(tasks)), limit=1, regardless=True)


def enabled(tasks: tuple[Task, ...]) -> tuple[Task, ...]:
    """Returns the tasks that are not written as disabled."""
    return tuple(task for task in tasks if not task.disabled)
