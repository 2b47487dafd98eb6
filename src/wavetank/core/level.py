from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.core.children import Children
from wavetank.model.plan import Plan, in_sequence
from wavetank.model.state import State

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wavetank.model.task import Task
    from wavetank.model.task_run import TaskRun

TASKS, ERRORS, FINALLY, AFTER, ON_PAUSE = "tasks", "errors", "finally", "afterExecution", "onPause"


def level_key(parent_id: str | None, branch: str) -> str | None:
    """Returns what the level of task runs is known by: their parent, if they do not run beside its own level."""
    if branch == AFTER:
        return AFTER
    return f"{parent_id}/{ON_PAUSE}" if branch == ON_PAUSE else parent_id


class Level:
    """
    The children of one flowable task run, or of the flow itself (semantics reference, section 4.1).

    First its tasks; when one has failed for good and none is open any more, its errors; last, its finally.

    Args:
        plan: How its tasks are laid out.
        errors: The `errors` block.
        finals: The `finally` block.
        name: Of the first branch.
        parent_id: The task run that its task runs belong to, None at the top.
        asks: Whether a question is asked when no task has failed, as another round of them may follow.

    Attributes:
        name: Of the first branch.
        parent_id: As above.
        active_name: The branch whose turn it is.
        over: How the level ends, once it is known that no round follows.
    """

    def __init__(
        self,
        plan: Plan,
        errors: tuple[Task, ...] = (),
        finals: tuple[Task, ...] = (),
        name: str = TASKS,
        *,
        parent_id: str | None = None,
        asks: bool = False,
    ) -> None:
        self.name, self.parent_id = name, parent_id
        self._asks = asks
        self.over: State | None = None
        self._later = {ERRORS: in_sequence(errors), FINALLY: in_sequence(finals)}
        self._first = Children(plan)
        self._branches = {name: self._first}
        self.active_name = name

    def restore(self, runs: Mapping[str, Sequence[TaskRun]]) -> None:
        """Takes in all task runs of the level at once, by their branch."""
        self._first.restore(runs.get(self.name, ()))
        for name in (ERRORS, FINALLY):
            if name in runs and self.name == TASKS:
                self.active_name = name
                self._branches[name] = Children(self._later[name])
                self._branches[name].restore(runs[name])

    @property
    def active(self) -> Children:
        """The branch whose turn it is."""
        while (
            self._branches[self.active_name].complete
            and not self.asking
            and (following := self._following()) is not None
        ):
            self.active_name = following
            self._branches[following] = Children(self._later[following])
        return self._branches[self.active_name]

    def _following(self) -> str | None:
        first_done = self.active_name not in self._later
        if self._first.killed:
            return None
        if first_done and (self._first.failed or self._given_up) and self._later[ERRORS].groups:
            return ERRORS
        if self.active_name != FINALLY and self._later[FINALLY].groups:
            return FINALLY
        return None

    @property
    def _given_up(self) -> bool:
        """Whether it fails although it has no tasks that did: a pause that nobody ended in time."""
        return self.over is State.FAILED and not self._asks

    def branch(self, name: str) -> Children:
        """Returns a branch that has begun, or is about to."""
        return self._branches.get(name) or self.active

    @property
    def complete(self) -> bool:
        """Whether nothing more will happen here."""
        return self.active.complete and not self.asking

    @property
    def asking(self) -> bool:
        """Whether a round is complete, and it is not known yet what follows."""
        waits = self._asks and self.over is None and self.active_name == self.name
        return waits and self._first.complete and self._first.unbroken

    @property
    def state(self) -> State:
        """What the runs of the tasks add up to, of a loop in its last round; errors and finally never change it."""
        return self._first.state if self.over in (None, State.SUCCESS) else self.over
