from __future__ import annotations

from collections import Counter, deque
from typing import TYPE_CHECKING, NamedTuple

from wavetank.model.state import State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wavetank.model.plan import Group, Plan
    from wavetank.model.task import Task
    from wavetank.model.task_run import TaskRun

_SEVERITY = {State.KILLED: 3, State.FAILED: 2, State.WARNING: 1}
_BREAKING = (State.FAILED, State.KILLED, State.CANCELLED)
_BY_SEVERITY = (State.SUCCESS, State.WARNING, State.FAILED, State.KILLED)


class Step(NamedTuple):
    """A task that may be created now."""

    task: Task
    group: int
    value: str | None
    iteration: int | None


class _Steps:
    """Where tasks stand among the steps of groups; the groups of a loop share theirs."""

    def __init__(self) -> None:
        self._known: dict[int, dict[str, int]] = {}

    def index(self, steps: tuple[Task, ...], task_id: str) -> int:
        """Returns the index of the step with this task."""
        known = self._known.get(id(steps))
        if known is None:
            known = self._known[id(steps)] = {task.id: index for index, task in enumerate(steps)}
        return known[task_id]


class Children:
    """
    One branch of one level at work: how far each group of its plan has come.

    Every operation costs the same however many groups there are, so that an execution with n task runs costs n.

    Args:
        plan: The layout; groups without steps are passed over.

    Attributes:
        unbroken: Whether no task run has failed, was killed or cancelled.
    """

    def __init__(self, plan: Plan) -> None:
        self._groups = plan.groups
        self._regardless = plan.regardless
        self._limit = plan.limit or len(plan.groups)
        self._position = [0] * len(plan.groups)
        self._waits_for = [len(group.after) for group in plan.groups]
        self._waiting_on: dict[int, list[int]] = {}
        self._startable: deque[int] = deque()
        self._continuing: deque[int] = deque()
        self._open = 0
        self._running = 0
        # Only where task runs were rearranged by hand, one group may have several open ones: how many beside the last.
        self._beside: dict[int, int] = {}
        self._left = len(plan.groups)
        self._severity = 0
        self.unbroken = True
        for index, group in enumerate(plan.groups):
            self._register(index, group)

    def _register(self, index: int, group: Group) -> None:
        for other in group.after:
            self._waiting_on.setdefault(other, []).append(index)
        if not group.after:
            self._startable.append(index)

    def _rate(self, state: State) -> None:
        if state is not State.SUCCESS:
            self.unbroken = self.unbroken and state not in _BREAKING
            self._severity = max(self._severity, _SEVERITY.get(state, 0))

    def restore(self, runs: Sequence[TaskRun]) -> None:
        """Takes in all task runs of the branch at once, in any order."""
        begun: set[int] = set()
        steps, running = _Steps(), Counter[int]()
        for run in runs:
            begun.add(run.group)
            step = steps.index(self._groups[run.group].steps, run.task_id)
            self._position[run.group] = max(self._position[run.group], step + 1)
            if run.state.terminated:
                self._rate(run.state)
            else:
                running[run.group] += 1
        # The position moves on when the last open task run of a group ends.
        for index, count in running.items():
            self._position[index] -= 1
            self._beside[index] = count - 1
        done = {
            index for index in begun if index not in running and self._position[index] >= len(self._groups[index].steps)
        }
        self._running += running.total()
        self._left -= len(done)
        halted = sorted(begun - done - running.keys())
        room = max(self._limit - len(running), 0)
        self._open = len(running) + len(halted[:room])
        self._continuing.extend(halted[:room])
        self._startable.clear()
        for index, group in enumerate(self._groups):
            # A group that has begun waits for nothing any more, also if one that it waited for has begun anew.
            self._waits_for[index] = -1 if index in begun else sum(other not in done for other in group.after)
            if not self._waits_for[index]:
                self._startable.append(index)
        self._startable.extendleft(reversed(halted[room:]))

    @property
    def failed(self) -> bool:
        """Whether a task run of this branch failed or was killed."""
        return self._severity >= _SEVERITY[State.FAILED]

    @property
    def _stuck(self) -> bool:
        """Whether nothing more begins, because a task failed or was killed."""
        return self.failed if not self._regardless else self.killed

    @property
    def killed(self) -> bool:
        """Whether a task run of this branch was killed."""
        return self._severity == _SEVERITY[State.KILLED]

    @property
    def quiet(self) -> bool:
        """Whether no task run of this branch is open."""
        return self._running == 0

    @property
    def complete(self) -> bool:
        """Whether every group has come to its end, or none can go on because one failed."""
        return self.quiet and (self._left == 0 or self._stuck)

    @property
    def state(self) -> State:
        """The state that the ended task runs add up to (semantics reference, section 4.3)."""
        return _BY_SEVERITY[self._severity]

    def next_step(self) -> Step | None:
        """Returns the task to be created next, or None when there is nothing to create now. It changes nothing."""
        if self._stuck:
            return None
        if self._continuing:
            return self._step(self._continuing[0])
        if self._startable and self._open < self._limit:
            return self._step(self._startable[0])
        return None

    def _step(self, index: int) -> Step:
        group = self._groups[index]
        return Step(group.steps[self._position[index]], index, group.value, group.iteration)

    def created(self, index: int) -> None:
        """Takes note that the task run of the next step, which is one of group `index`, exists."""
        self._running += 1
        if self._continuing:
            expected = self._continuing.popleft()
        else:
            expected = self._startable.popleft()
            self._open += 1
        if expected != index:
            raise AssertionError(f"the record creates a task run in group {index}, where group {expected} is next")

    def ended(self, index: int, state: State) -> None:
        """Takes note that the open task run of a group ended."""
        self._running -= 1
        self._rate(state)
        if self._beside.get(index):
            self._beside[index] -= 1
            return
        self._position[index] += 1
        if self._position[index] < len(self._groups[index].steps):
            self._continuing.append(index)
            return
        self._open -= 1
        self._left -= 1
        for other in self._waiting_on.get(index, ()):
            self._waits_for[other] -= 1
            if not self._waits_for[other]:
                self._startable.append(other)
