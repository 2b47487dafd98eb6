from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.abc.flowable_task import FlowableTask
from wavetank.core.execution_state import ExecutionState
from wavetank.core.level import AFTER, Level
from wavetank.core.outputs import Outputs
from wavetank.model.plan import in_sequence
from wavetank.model.records import (
    ExecutionCreated,
    ExecutionEnded,
    RunsRearranged,
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
        outputs: What expressions see of the task runs that have ended.
    """

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.state = ExecutionState()
        self.levels: dict[str | None, Level] = {}
        self.touched: dict[str | None, None] = {}
        self.requeued: list[str] = []
        self.due: list[tuple[str, datetime]] = []
        self.outputs = Outputs()

    def apply(self, record: AnyRecord) -> None:
        """Takes in the next record."""
        self.state.apply(record)
        if isinstance(record, TaskRunCreated):
            self._level_of(record.parent_id, record.branch).branch(record.branch).created(record.group)
        elif isinstance(record, TaskRunEnded):
            self._end_run(record)
        elif isinstance(record, TaskRunResolved):
            self._open_level(record)
        elif isinstance(record, ExecutionCreated):
            self.levels[None] = Level(in_sequence(self.flow.tasks), self.flow.errors, self.flow.finally_)
            self.touched[None] = None
        elif isinstance(record, ExecutionEnded):
            self._open_the_after()
        elif isinstance(record, TaskRunRequeued):
            self.requeued.append(record.id)
        elif isinstance(record, TaskRunStarted) and record.id in self.requeued:
            self.requeued.remove(record.id)
        elif isinstance(record, TaskRunPaused | TaskRunRetrying):
            self._remember_due(self.state.runs[record.id])
        elif isinstance(record, RunsRearranged):
            self._rebuild()

    @property
    def finished(self) -> bool:
        """Whether nothing more will happen: it ended, and its `afterExecution` did."""
        return self.state.state.terminated and AFTER not in self.touched and self._after_is_complete()

    @property
    def held(self) -> bool:
        """Whether it was paused by hand, or waits in the queue of its flow: then nothing new begins."""
        state = self.state
        if state.state is State.QUEUED:
            return True
        return state.state is State.PAUSED and not any(run.state is State.PAUSED for run in state.runs.values())

    def _after_is_complete(self) -> bool:
        after = self.levels.get(AFTER)
        return after is None or after.complete

    def _open_the_after(self) -> None:
        self.touched.clear()
        plan = in_sequence(self.flow.after_execution)
        if plan.groups:
            self.levels[AFTER] = Level(plan, name=AFTER)
            self.touched[AFTER] = None

    def _remember_due(self, run: TaskRun) -> None:
        if run.due is not None:
            self.due.append((run.id, run.due))

    def _rebuild(self) -> None:
        """Makes levels and outputs anew from the task runs, which were rearranged as a whole."""
        self.levels = {None: Level(in_sequence(self.flow.tasks), self.flow.errors, self.flow.finally_)}
        self.outputs, self.requeued, self.due = Outputs(), [], []
        children: dict[str | None, dict[str, list[TaskRun]]] = {}
        for run in self.state.runs.values():
            children.setdefault(run.parent_id, {}).setdefault(run.branch, []).append(run)
            self._restore_run(run)
        if self.state.state.terminated:
            self._open_the_after()
        for run_id, level in self.levels.items():
            level.restore(children.get(None if run_id == AFTER else run_id, {}))
        self.touched = dict.fromkeys(self.levels)
        if self.state.state.terminated:
            del self.touched[None]

    def _restore_run(self, run: TaskRun) -> None:
        task = self.task(run.id)
        if isinstance(task, FlowableTask) and run.resolved and not run.state.terminated:
            self.levels[run.id] = Level(task.plan(run.answer), task.error_tasks, task.final_tasks)
        elif run.state in (State.RESTARTED, State.CREATED):
            self.requeued.append(run.id)
        self._remember_due(run)
        if run.state.terminated or run.resolved:
            self.outputs.add(run.task_id, self._values(run), run.outputs, run.state.value)

    def task(self, run_id: str) -> Task:
        """Returns the task of a task run."""
        return self.flow.tasks_by_id[self.state.runs[run_id].task_id]

    def flowable(self, run_id: str) -> FlowableTask:
        """Returns the flowable task of a task run that is one."""
        task = self.task(run_id)
        if not isinstance(task, FlowableTask):
            raise TypeError(f"{task.type} arranges no other tasks")
        return task

    def _level_of(self, parent_id: str | None, branch: str) -> Level:
        return self.levels[AFTER if branch == AFTER else parent_id]

    def _end_run(self, record: TaskRunEnded) -> None:
        run = self.state.runs[record.id]
        self._level_of(run.parent_id, run.branch).branch(run.branch).ended(run.group, record.state)
        self.levels.pop(record.id, None)
        self.touched.pop(record.id, None)
        self.touched[AFTER if run.branch == AFTER else run.parent_id] = None
        self.outputs.add(run.task_id, self._values(run), record.outputs, record.state.value)

    def _open_level(self, record: TaskRunResolved) -> None:
        flowable, run = self.flowable(record.id), self.state.runs[record.id]
        self.outputs.add(run.task_id, self._values(run), record.outputs, State.RUNNING.value)
        self.levels[record.id] = Level(flowable.plan(record.answer), flowable.error_tasks, flowable.final_tasks)
        self.touched[record.id] = None

    def _values(self, run: TaskRun) -> tuple[str, ...]:
        values = [around.value for around in reversed(self.state.ancestors(run))]
        return tuple(value for value in (*values, run.value) if value is not None)
