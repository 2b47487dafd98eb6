from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wavetank.abc.directory_task import DirectoryTask
from wavetank.abc.flowable_task import FlowableTask
from wavetank.core.cutting import cut, way_to
from wavetank.core.execution_state import ExecutionState
from wavetank.core.level import AFTER, ON_PAUSE, Level, level_key
from wavetank.core.outputs import Outputs
from wavetank.model.flow import walk
from wavetank.model.plan import in_sequence, one_by_one
from wavetank.model.records import (
    ExecutionCreated,
    ExecutionEnded,
    ExecutionExiting,
    ListenersChosen,
    Record,
    RoundBegun,
    RoundsOver,
    RunsRearranged,
    TaskRunAdded,
    TaskRunCreated,
    TaskRunEnded,
    TaskRunPaused,
    TaskRunRequeued,
    TaskRunResolved,
    TaskRunRetrying,
    TaskRunStarted,
)
from wavetank.model.state import State

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from wavetank.model.flow import Flow
    from wavetank.model.records import AnyRecord
    from wavetank.model.task import Task
    from wavetank.model.task_run import TaskRun


class Progress:
    """
    An execution that is being run: its state, and how far each level of its flow has come.

    Args:
        flow: The revision that the execution was created with.

    Attributes:
        levels: The open ones, by the id of their task run, None for the flow itself, AFTER for `afterExecution`.
        touched: Those to look at.
        requeued: Task runs that are to be started again.
        due: Task runs that go on by themselves, and when.
        beginning: When an execution that waits for its date begins, as long as nobody was told.
        renewing: Whether another execution is due in its place, as long as nobody was told.
        promises: The dates at which SLAs are looked at, by their ids.
        at_work: The task runs that are still waited for, in an execution that a task has ended.
        outputs: What expressions see of the task runs that have ended.
        way: The task that it runs up to, and those that it stands in; empty when it runs to its end.
    """

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.state = ExecutionState()
        self.levels: dict[str | None, Level] = {}
        self.touched: dict[str | None, None] = {}
        self.requeued: dict[str, None] = {}
        self.due: dict[str, datetime] = {}
        self.beginning: datetime | None = None
        self.renewing = False
        self.promises: dict[str, datetime] = {}
        self.at_work: set[str] = set()
        self._on_pause: dict[str | None, str | None] = {}
        self.outputs = Outputs()
        self.way: frozenset[str] = frozenset()

    def apply(self, record: AnyRecord) -> None:
        """Takes in the next record."""
        self.state.apply(record)
        follow = _FOLLOWING.get(type(record))
        if follow is not None:
            follow(self, record)

    def _begin(self, record: ExecutionCreated) -> None:
        if record.until is not None:
            self.way = way_to(self.flow, record.until)
        self.beginning = record.begins
        for sla in self.flow.sla:
            if sla.duration is not None:
                self.promises[sla.id] = record.at + sla.duration
        self.levels[None] = self._top_level()
        self.touched[None] = None

    def _run_created(self, record: TaskRunCreated) -> None:
        self._level_of(record.parent_id, record.branch).branch(record.branch).created(record.group)

    def _run_added(self, record: TaskRunAdded) -> None:
        run = self.state.runs[record.id]
        self.outputs.add(run.task_id, self._values(run), run.outputs, run.state.value)

    def _run_started(self, record: TaskRunStarted) -> None:
        self.requeued.pop(record.id, None)

    def _run_requeued(self, record: TaskRunRequeued) -> None:
        self.requeued[record.id] = None

    def _run_waits(self, record: TaskRunPaused | TaskRunRetrying) -> None:
        self.requeued.pop(record.id, None)
        run = self.state.runs[record.id]
        self._remember_due(run)
        task = self.task(run.id)
        if isinstance(task, FlowableTask) and not run.between_rounds:
            self._open_on_pause(run, task)

    def _open_on_pause(self, run: TaskRun, task: FlowableTask) -> None:
        if task.tasks_on_pause:
            key = self._on_pause[run.id] = level_key(run.id, ON_PAUSE)
            self.levels[key] = Level(one_by_one(task.tasks_on_pause), name=ON_PAUSE, parent_id=run.id)
            self.touched[key] = None

    def at_work_on_pause(self, run_id: str | None) -> bool:
        """Whether tasks that run when a pause begins are still at work for a task run."""
        return run_id in self._on_pause and not self.levels[self._on_pause[run_id]].complete

    def _run_resolved(self, record: TaskRunResolved) -> None:
        self.requeued.pop(record.id, None)
        self._show(self.state.runs[record.id])
        self._open_level(record.id)

    def _round_begun(self, record: RoundBegun) -> None:
        """What the former round left is forgotten; the next begins with the same plan."""
        run = self.state.runs[record.id]
        values = self._values(run)
        for task in walk(self.task(record.id).children()):
            self.outputs.remove(task.id, values)
        self._show(run)
        self._open_level(record.id)

    def _rounds_over(self, record: RoundsOver) -> None:
        # A pause has no level yet.
        if record.id in self.levels:
            self.levels[record.id].over = record.state
            self.touched[record.id] = None

    @property
    def finished(self) -> bool:
        """Whether nothing more will happen: it ended, and its `afterExecution` did."""
        if not self.state.state.terminated or AFTER in self.touched:
            return False
        return self._after_is_complete() and self.renewal is None

    @property
    def renewal(self) -> datetime | None:
        """When the execution begins that is still to be created in the place of this one; None if none is."""
        exiting = self.state.exiting
        if exiting is None or self.state.renewed:
            return None
        # One that was killed meanwhile, or has broken an SLA, has ended in another way.
        return None if self.state.state.terminated and self.state.state is not exiting.state else exiting.again

    @property
    def held(self) -> bool:
        """Whether nothing new begins: it is paused by hand, queued, before its date, or was ended by a task."""
        state = self.state
        if state.held or state.begins is not None or state.state is State.QUEUED:
            return True
        return self.leaving

    @property
    def leaving(self) -> bool:
        """Whether a task has ended the execution, and others are still at work in it."""
        return self.state.exiting is not None and not self.state.state.terminated

    def counts(self, record: AnyRecord) -> bool:
        """Whether what happened still counts: a task run that was ended from outside takes nothing in any more."""
        ended = self.state.state.terminated
        if self.state.exiting is None and not ended:
            return True
        if isinstance(record, ExecutionExiting) or (ended and isinstance(record, ExecutionEnded)):
            return False
        run_id = record.parent_id if isinstance(record, TaskRunAdded) else getattr(record, "id", None)
        return run_id is None or run_id in self.state.open

    @property
    def outcome(self) -> State:
        """The state in which the execution ends."""
        exiting = self.state.exiting
        return self.levels[None].state if exiting is None else exiting.state

    def _after_is_complete(self) -> bool:
        after = self.levels.get(AFTER)
        if after is None:
            return not self.flow.listeners or bool(self.way) or self.state.listeners is not None
        return after.complete

    def _end(self, record: ExecutionEnded) -> None:  # noqa: ARG002 - as for every record
        self.promises.clear()
        self.renewing = True
        self._open_the_after()

    def _top_level(self) -> Level:
        plan = in_sequence(self.flow.tasks)
        # Whoever wants to see how far it comes may want to go on from there: nothing is tidied up yet.
        if self.way:
            return Level(cut(plan, self.way), self.flow.errors)
        return Level(plan, self.flow.errors, self.flow.finally_)

    def _open_the_after(self) -> None:
        """What runs after the end: listeners, as soon as it is known which, then `afterExecution`."""
        self.touched.clear()
        chosen = self.state.listeners
        if self.way:
            return
        if self.flow.listeners and chosen is None:
            self.touched[AFTER] = None
            return
        heard = [task for index in chosen or () for task in self.flow.listeners[index].tasks]
        plan = one_by_one((*heard, *self.flow.after_execution))
        if plan.groups:
            self.levels[AFTER] = Level(plan, name=AFTER)
            self.touched[AFTER] = None

    def _listeners_chosen(self, record: ListenersChosen) -> None:  # noqa: ARG002 - as for every record
        self._open_the_after()

    def _exit(self, record: ExecutionExiting) -> None:  # noqa: ARG002 - as for every record
        self.requeued.clear()
        self.touched = {None: None}
        self._find_what_is_at_work()

    def _find_what_is_at_work(self) -> None:
        runs = self.state.runs
        self.at_work = {
            run_id
            for run_id in self.state.open
            if runs[run_id].state is State.RUNNING and not isinstance(self.task(run_id), FlowableTask)
        }

    def _remember_due(self, run: TaskRun) -> None:
        if run.due is not None:
            self.due[run.id] = run.due

    def _rebuild(self, record: RunsRearranged) -> None:  # noqa: ARG002 - as for every record
        """Makes levels and outputs anew from the task runs, which were rearranged as a whole."""
        self.levels, self._on_pause = {None: self._top_level()}, {}
        self.outputs, self.requeued, self.due = Outputs(), {}, {}
        children: dict[str | None, dict[str, list[TaskRun]]] = {}
        for run in self.state.runs.values():
            children.setdefault(run.parent_id, {}).setdefault(run.branch, []).append(run)
            self._restore_run(run)
        if self.state.state.terminated:
            self._open_the_after()
        for level in self.levels.values():
            level.restore(children.get(level.parent_id, {}))
        self.touched = dict.fromkeys(self.levels)
        if self.state.state.terminated:
            del self.touched[None]
        elif self.leaving:
            self._find_what_is_at_work()

    def _restore_run(self, run: TaskRun) -> None:
        task = self.task(run.id)
        if isinstance(task, FlowableTask) and run.resolved and not run.state.terminated:
            self.levels[run.id] = self._level_for(run, task)
        elif run.state in (State.RESTARTED, State.CREATED) or _to_be_asked_again(run, task):
            self.requeued[run.id] = None
        if isinstance(task, FlowableTask) and task.tasks_on_pause:
            self._restore_on_pause(run, task)
        self._remember_due(run)
        if run.state.terminated or run.resolved:
            self.outputs.add(run.task_id, self._values(run), run.outputs, run.state.value)

    def _restore_on_pause(self, run: TaskRun, task: FlowableTask) -> None:
        inside = self.state.inside.get(run.id, ())
        if any(each in self.state.open and self.state.runs[each].branch == ON_PAUSE for each in inside):
            self._open_on_pause(run, task)

    def task(self, run_id: str) -> Task:
        """Returns the task of a task run, or the one that added it."""
        run = self.state.runs[run_id]
        while run.dynamic and run.parent_id is not None:
            run = self.state.runs[run.parent_id]
        return self.flow.tasks_by_id[run.task_id]

    def flowable(self, run_id: str) -> FlowableTask:
        """Returns the flowable task of a task run that is one."""
        task = self.task(run_id)
        if not isinstance(task, FlowableTask):
            raise TypeError(f"{task.type} arranges no other tasks")
        return task

    def _level_of(self, parent_id: str | None, branch: str) -> Level:
        return self.levels[level_key(parent_id, branch)]

    def _run_ended(self, record: TaskRunEnded) -> None:
        run = self.state.runs[record.id]
        self._level_of(run.parent_id, run.branch).branch(run.branch).ended(run.group, record.state)
        self.at_work.discard(record.id)
        if record.id in self._on_pause:
            key = self._on_pause.pop(record.id)
            del self.levels[key]
            self.touched.pop(key, None)
        self.levels.pop(record.id, None)
        self.touched.pop(record.id, None)
        self.requeued.pop(record.id, None)
        self.touched[level_key(run.parent_id, run.branch)] = None
        self.outputs.add(run.task_id, self._values(run), record.outputs, record.state.value)

    def _show(self, run: TaskRun) -> None:
        self.outputs.add(run.task_id, self._values(run), run.outputs, State.RUNNING.value)

    def _open_level(self, run_id: str) -> None:
        self.levels[run_id] = self._level_for(self.state.runs[run_id], self.flowable(run_id))
        self.touched[run_id] = None

    def _level_for(self, run: TaskRun, flowable: FlowableTask) -> Level:
        if run.task_id in self.way and run.task_id != self.state.created.until:
            return Level(cut(flowable.plan(run.answer), self.way), flowable.error_tasks, parent_id=run.id)
        asks = flowable.question_after() is not None
        plan = flowable.plan(run.answer)
        if asks:
            plan = plan.in_round(run.round)
        elif run.over is not None:
            plan = in_sequence(())
        level = Level(plan, flowable.error_tasks, flowable.final_tasks, parent_id=run.id, asks=asks)
        level.over = run.over
        return level

    def _values(self, run: TaskRun) -> tuple[str, ...]:
        values = [around.value for around in reversed(self.state.ancestors(run))]
        return tuple(value for value in (*values, run.value) if value is not None)


def _to_be_asked_again(run: TaskRun, task: Task) -> bool:
    """Whether a block begins anew; one that opens its folder is asked already."""
    asks = isinstance(task, FlowableTask) and not isinstance(task, DirectoryTask)
    return asks and run.state is State.RUNNING


# ruff: noqa: SLF001 - the table below belongs to the class
_FOLLOWING: dict[type[Record], Callable[[Progress, Any], None]] = {
    ExecutionCreated: Progress._begin,
    ExecutionEnded: Progress._end,
    ExecutionExiting: Progress._exit,
    ListenersChosen: Progress._listeners_chosen,
    RoundBegun: Progress._round_begun,
    RoundsOver: Progress._rounds_over,
    RunsRearranged: Progress._rebuild,
    TaskRunAdded: Progress._run_added,
    TaskRunCreated: Progress._run_created,
    TaskRunEnded: Progress._run_ended,
    TaskRunPaused: Progress._run_waits,
    TaskRunRequeued: Progress._run_requeued,
    TaskRunResolved: Progress._run_resolved,
    TaskRunRetrying: Progress._run_waits,
    TaskRunStarted: Progress._run_started,
}
