from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.abc.flowable_task import FlowableTask
from wavetank.core.children import Children
from wavetank.core.execution_state import ExecutionState
from wavetank.core.outputs import Outputs
from wavetank.model.plan import in_sequence
from wavetank.model.records import ExecutionCreated, TaskRunCreated, TaskRunEnded, TaskRunResolved
from wavetank.model.state import State

if TYPE_CHECKING:
    from wavetank.model.flow import Flow
    from wavetank.model.records import AnyRecord
    from wavetank.model.task import Task
    from wavetank.model.task_run import TaskRun

TASKS, ERRORS = "tasks", "errors"


class Level:
    """The children of one flowable task run, or of the flow itself: its tasks and, once they failed, its errors."""

    def __init__(self, tasks: Children, error_tasks: tuple[Task, ...]) -> None:
        errors = in_sequence(error_tasks)
        self.branches = {TASKS: tasks}
        self._errors = Children(errors) if errors.groups else None

    @property
    def active(self) -> Children:
        """The branch whose turn it is (semantics reference, section 4.1)."""
        tasks = self.branches[TASKS]
        if tasks.failed and tasks.quiet and self._errors is not None:
            self.branches.setdefault(ERRORS, self._errors)
        return self.branches.get(ERRORS, tasks)

    @property
    def active_name(self) -> str:
        """`tasks` or `errors`."""
        return ERRORS if self.active is not self.branches[TASKS] else TASKS

    @property
    def complete(self) -> bool:
        """Whether nothing more will happen here."""
        return self.active.complete

    @property
    def state(self) -> State:
        """What the runs of the tasks add up to; errors never change it."""
        return self.branches[TASKS].state


class Progress:
    """
    An execution that is being run: its state, and how far each level of its flow has come.

    Args:
        flow: The revision that the execution was created with.

    Attributes:
        levels: The open ones, by the id of their task run, None for the flow itself.
        touched: Those to look at.
        outputs: What expressions see of the task runs that have ended.
    """

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.state = ExecutionState()
        self.levels: dict[str | None, Level] = {}
        self.touched: dict[str | None, None] = {}
        self.outputs = Outputs()

    def apply(self, record: AnyRecord) -> None:
        """Takes in the next record."""
        self.state.apply(record)
        if isinstance(record, TaskRunCreated):
            self._level_of(record.parent_id, record.branch).created(record.group)
        elif isinstance(record, TaskRunEnded):
            self._end_run(record)
        elif isinstance(record, TaskRunResolved):
            self._open_level(record)
        elif isinstance(record, ExecutionCreated):
            self.levels[None] = Level(Children(in_sequence(self.flow.tasks)), self.flow.errors)
            self.touched[None] = None

    def task(self, run_id: str) -> Task:
        """Returns the task of a task run."""
        return self.flow.tasks_by_id[self.state.runs[run_id].task_id]

    def flowable(self, run_id: str) -> FlowableTask:
        """Returns the flowable task of a task run that is one."""
        task = self.task(run_id)
        if not isinstance(task, FlowableTask):
            raise TypeError(f"{task.type} arranges no other tasks")
        return task

    def _level_of(self, parent_id: str | None, branch: str) -> Children:
        level = self.levels[parent_id]
        return level.active if branch == ERRORS else level.branches[TASKS]

    def _end_run(self, record: TaskRunEnded) -> None:
        run = self.state.runs[record.id]
        self._level_of(run.parent_id, run.branch).ended(run.group, record.state)
        self.levels.pop(record.id, None)
        self.touched.pop(record.id, None)
        self.touched[run.parent_id] = None
        self.outputs.add(run.task_id, self._values(run), record.outputs, record.state.value)

    def _open_level(self, record: TaskRunResolved) -> None:
        flowable, run = self.flowable(record.id), self.state.runs[record.id]
        self.outputs.add(run.task_id, self._values(run), record.outputs, State.RUNNING.value)
        self.levels[record.id] = Level(Children(flowable.plan(record.answer)), flowable.error_tasks)
        self.touched[record.id] = None

    def _values(self, run: TaskRun) -> tuple[str, ...]:
        values = [around.value for around in reversed(self.state.ancestors(run))]
        return tuple(value for value in (*values, run.value) if value is not None)
