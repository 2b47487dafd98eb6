from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wavetank.core.layout import Layout, Place
from wavetank.core.level import AFTER, ERRORS, FINALLY, ON_PAUSE, TASKS

if TYPE_CHECKING:
    from wavetank.core.progress import Progress
    from wavetank.model.task_run import TaskRun

# In the order in which the branches of a level have their turns.
_BRANCHES = (TASKS, ERRORS, FINALLY, AFTER)


class _Waypoint(NamedTuple):
    """Where the way to a task run leads through one level."""

    rank: int
    place: Place
    after: frozenset[int]
    layout: Layout


class Downstream:
    """
    What comes after a task run in the graph of its execution (semantics reference, section 7.5).

    That is what follows in its group, the groups that wait for its group and the later branches of its level, and so
    on around each of its ancestors. Branches that run beside it do not come after it, whenever they ran.

    Raises:
        ValueError: The flow has no such place any more.
    """

    def __init__(self, progress: Progress, run: TaskRun) -> None:
        self._waypoints: dict[str | None, _Waypoint] = {}
        for each in (run, *progress.state.ancestors(run)):
            parent = progress.state.runs[each.parent_id] if each.parent_id is not None else None
            layout = Layout.around(progress.flow, parent, each.branch)
            place = layout.place(each)
            if place is None:
                raise ValueError(f"the flow has no task {each.task_id!r} at the place where it ran")
            after = layout.groups_after(place.group)
            self._waypoints[each.parent_id] = _Waypoint(rank_of(each), place, after, layout)

    def has(self, run: TaskRun) -> bool:
        """Whether a task run of one of the levels on the way comes after; the answer for any other is no."""
        way = self._waypoints.get(run.parent_id)
        if way is None:
            return False
        if rank_of(run) != way.rank:
            return rank_of(run) > way.rank
        place = way.layout.place(run)
        if place is None:
            return True
        if place.group == way.place.group:
            return place.step > way.place.step
        # On a server, too, what stands before it in the text of a loop stays in the later rounds.
        behind = place.step >= way.place.step or not way.layout.goes_round_by_round
        return place.group in way.after and behind


def rank_of(run: TaskRun) -> int:
    """Returns the number of a task run's branch in the order in which the branches of a level have their turns."""
    return 0 if run.branch == ON_PAUSE else _BRANCHES.index(run.branch)
