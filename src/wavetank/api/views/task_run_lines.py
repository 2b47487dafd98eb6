"""Which task runs a picture shows, each below the one that it belongs to; of a long loop only what is worth a line."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from wavetank.model.state import State
from wavetank.model.task_run import TaskRun

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

_MOST_ROUNDS = 8
_FIRST, _LAST, _MOST_TROUBLED = 2, 2, 4
_TROUBLE = frozenset({State.FAILED, State.WARNING, State.KILLED, State.RETRYING, State.PAUSED})


class Rest(msgspec.Struct, frozen=True):
    """
    The rounds of a loop that are not shown.

    Attributes:
        parent_id: The task run of the loop.
        rounds: How many they are.
        runs: Their task runs, without those inside of them.
    """

    parent_id: str
    rounds: int
    runs: tuple[TaskRun, ...]

    @property
    def states(self) -> str:
        """How many task runs are in which state, in words."""
        counted = Counter(run.state.value for run in self.runs)
        return ", ".join(f"{count} {state}" for state, count in counted.most_common())


Line = tuple[TaskRun | Rest, int]


def task_run_lines(runs: Sequence[TaskRun], expanded: Collection[str] = ()) -> Iterator[Line]:
    """
    Gives task runs with how deep they stand, and for each long loop one line for the rounds that are left out.

    Args:
        runs: All of an execution, in the order of their creation.
        expanded: The ids of loops whose rounds are all shown.
    """
    below: dict[str | None, list[TaskRun]] = {}
    known = {run.id for run in runs}
    for run in runs:
        below.setdefault(run.parent_id if run.parent_id in known else None, []).append(run)
    waiting: list[Line] = [(run, 0) for run in reversed(below.get(None, []))]
    while waiting:
        each, depth = waiting.pop()
        yield each, depth
        if isinstance(each, TaskRun):
            children = below.get(each.id, [])
            shown = children if each.id in expanded else _worth_a_line(each.id, children)
            waiting += [(child, depth + 1) for child in reversed(shown)]


def _worth_a_line(parent_id: str, children: list[TaskRun]) -> Sequence[TaskRun | Rest]:
    rounds = list(dict.fromkeys(run.iteration for run in children if run.iteration is not None))
    if len(rounds) <= _MOST_ROUNDS:
        return children
    troubled = dict.fromkeys(run.iteration for run in children if run.state in _TROUBLE)
    kept = {*rounds[:_FIRST], *rounds[-_LAST:], *list(troubled)[:_MOST_TROUBLED]}
    shown = [run for run in children if run.iteration is None or run.iteration in kept]
    hidden = tuple(run for run in children if run.iteration is not None and run.iteration not in kept)
    return [*shown, Rest(parent_id, len(rounds) - len(kept), hidden)]
