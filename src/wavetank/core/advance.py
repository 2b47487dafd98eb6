"""The one decision of the house: what happens next in an execution."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from wavetank.abc.directory_task import DirectoryTask
from wavetank.abc.flowable_task import FlowableTask
from wavetank.core.effects import (
    AnswerQuestion,
    AskAfterRound,
    Begin,
    ChooseListeners,
    CloseDirectory,
    Conclude,
    Effect,
    Renew,
    StartTask,
    Wake,
    WatchSla,
)
from wavetank.core.exiting import exits
from wavetank.core.level import AFTER, ON_PAUSE
from wavetank.core.rearranging import begun_anew
from wavetank.core.results import block_over
from wavetank.model.records import (
    AnyRecord,
    ExecutionEnded,
    ExecutionStarted,
    RoundEnded,
    RunsRearranged,
    TaskRunCreated,
    TaskRunCut,
    TaskRunEnded,
    TaskRunResolved,
    TaskRunStarted,
)
from wavetank.model.state import State

if TYPE_CHECKING:
    from datetime import datetime

    from wavetank.core.level import Level
    from wavetank.core.progress import Progress
    from wavetank.ids import IdSource
    from wavetank.model.task import Task
    from wavetank.model.task_run import TaskRun


class Decision(msgspec.Struct):
    """
    What follows from the present state.

    Attributes:
        records: To be appended, in this order; the progress has taken them in already.
        effects: To be done once the records are on disk.
    """

    records: list[AnyRecord] = msgspec.field(default_factory=list)
    effects: list[Effect] = msgspec.field(default_factory=list)


def advance(progress: Progress, now: datetime, ids: IdSource) -> Decision:
    """
    Decides all that can be decided without looking outside.

    Only levels that were touched since the last call are looked at, so the cost follows the work that is done, not
    the size of the execution. Called again without a record in between, it decides nothing.

    Args:
        progress: Takes in the records that are decided.
        now: The date of the records.
        ids: Gives the ids of new task runs.
    """
    return _Deciding(progress, now, ids).run()


def recover(progress: Progress, now: datetime, ids: IdSource) -> Decision:
    """
    Decides how an execution goes on whose process died: attempts that were cut begin anew, effects still owed are done.

    A block whose folder is gone with the process begins anew as a whole.

    The progress has taken in all records that are on disk, and nothing else.
    """
    decision = Decision()
    _begin_blocks_anew(progress, now, decision)
    for run in tuple(progress.state.runs.values()):
        flowable = isinstance(progress.task(run.id), FlowableTask)
        if run.state is State.CREATED and run.id not in progress.requeued and not progress.leaving:
            decision.effects.append(AnswerQuestion(run.id) if flowable else StartTask(run.id))
        elif run.state is State.RUNNING and not flowable:
            _begin_anew(progress, run.id, now, decision)
        elif run.state is State.RUNNING and run.between_rounds:
            decision.effects.append(AskAfterRound(run.id))
    return _completed(progress, decision, advance(progress, now, ids))


def _begin_blocks_anew(progress: Progress, now: datetime, decision: Decision) -> None:
    lost = {
        run.id
        for run in progress.state.runs.values()
        if run.state is State.RUNNING and isinstance(progress.task(run.id), DirectoryTask)
    }
    if lost:
        record = RunsRearranged(at=now, runs=begun_anew(progress, lost, now))
        progress.apply(record)
        decision.records.append(record)


def _begin_anew(progress: Progress, run_id: str, now: datetime, decision: Decision) -> None:
    for record in (TaskRunCut(at=now, id=run_id), TaskRunStarted(at=now, id=run_id)):
        progress.apply(record)
        decision.records.append(record)
    decision.effects.append(StartTask(run_id))


def _completed(progress: Progress, decision: Decision, more: Decision) -> Decision:
    decision.records += more.records
    decision.effects += more.effects
    state = progress.state.state
    if not decision.effects and not state.terminated and not progress.held and progress.levels[None].complete:
        decision.effects.append(Conclude())
    return decision


class _Deciding:
    """One call of `advance`."""

    def __init__(self, progress: Progress, now: datetime, ids: IdSource) -> None:
        self._progress = progress
        self._now = now
        self._ids = ids
        self._decision = Decision()

    def run(self) -> Decision:
        progress = self._progress
        if progress.state.exiting is not None:
            self._exit_when_idle()
        while (progress.touched or progress.requeued) and not progress.held:
            if progress.requeued:
                run_id = next(iter(progress.requeued))
                del progress.requeued[run_id]
                self._start_again(run_id)
            else:
                touched, _ = progress.touched.popitem()
                self._look_at_or_choose(touched)
        waiting = progress.state.paused, progress.state.retrying
        self._decision.effects += [
            Wake(run_id, due) for run_id, due in progress.due.items() if any(run_id in those for those in waiting)
        ]
        progress.due.clear()
        self._tell_dates()
        return self._decision

    def _tell_dates(self) -> None:
        """Has the shell come back at the dates that became known since the last time."""
        progress = self._progress
        if progress.state.begins is not None and progress.beginning is not None:
            self._decision.effects.append(Begin(progress.beginning))
        progress.beginning = None
        if progress.renewing and progress.renewal is not None:
            self._decision.effects.append(Renew(progress.renewal))
        progress.renewing = False
        if progress.promises:
            self._decision.effects += [WatchSla(sla_id, due) for sla_id, due in progress.promises.items()]
            progress.promises.clear()

    def _exit_when_idle(self) -> None:
        progress = self._progress
        if progress.at_work or progress.state.state.terminated or None not in progress.touched:
            return
        for record in exits(progress, self._now):
            self._record(record)
        progress.touched.clear()
        self._end_execution(progress.outcome)

    def _look_at_or_choose(self, run_id: str | None) -> None:
        level = self._progress.levels.get(run_id)
        if level is None:
            self._decision.effects.append(ChooseListeners())
        else:
            self._look_at(run_id, level)

    def _start_again(self, run_id: str) -> None:
        task = self._progress.task(run_id)
        if isinstance(task, FlowableTask):
            self._decision.effects.append(AnswerQuestion(run_id))
        elif task.asks_first:
            self._decision.effects.append(StartTask(run_id))
        else:
            self._start(run_id)

    def _start(self, run_id: str) -> None:
        self._record(TaskRunStarted(at=self._now, id=run_id))
        self._decision.effects.append(StartTask(run_id))

    def _record(self, record: AnyRecord) -> None:
        self._progress.apply(record)
        self._decision.records.append(record)

    def _look_at(self, run_id: str | None, level: Level) -> None:
        while (step := level.active.next_step()) is not None:
            if self._progress.state.state is State.CREATED:
                self._record(ExecutionStarted(at=self._now))
            run = TaskRunCreated(
                at=self._now,
                id=self._ids(),
                task_id=step.task.id,
                parent_id=level.parent_id,
                value=step.value,
                iteration=step.iteration,
                branch=level.active_name,
                group=step.group,
            )
            self._record(run)
            self._begin(run.id, step.task)
        # What was given ended while the level was looked at.
        self._progress.touched.pop(run_id, None)
        if run_id is not None and level.asking:
            self._ask_after_round(run_id)
        elif level.complete and not self._progress.at_work_on_pause(run_id):
            self._end(run_id, level)

    def _begin(self, run_id: str, task: Task) -> None:
        given = self._progress.state.created.given.get(task.id)
        if given is not None:
            self._record(TaskRunStarted(at=self._now, id=run_id, attempt=False))
            self._record(TaskRunEnded(at=self._now, id=run_id, state=State.SUCCESS, outputs=given.outputs))
            return
        asked = task.asks_first
        if not isinstance(task, FlowableTask):
            if asked:
                self._decision.effects.append(StartTask(run_id))
            else:
                self._start(run_id)
        elif asked or task.question() is not None or isinstance(task, DirectoryTask):
            self._decision.effects.append(AnswerQuestion(run_id))
        else:
            self._record(TaskRunStarted(at=self._now, id=run_id, attempt=False))
            self._record(TaskRunResolved(at=self._now, id=run_id, outputs=task.outputs(None)))

    def _ask_after_round(self, run_id: str) -> None:
        if not self._progress.state.runs[run_id].between_rounds:
            self._record(RoundEnded(at=self._now, id=run_id))
            self._decision.effects.append(AskAfterRound(run_id))

    def _end(self, run_id: str | None, level: Level) -> None:
        if level.name == AFTER:
            return
        if level.name == ON_PAUSE:
            self._end_on_pause(level.parent_id)
        elif run_id is not None:
            if isinstance(self._progress.task(run_id), DirectoryTask):
                self._decision.effects.append(CloseDirectory(run_id))
            else:
                self._record(block_over(self._progress, run_id, self._now))
        else:
            self._end_execution(level.state)

    def _end_on_pause(self, run_id: str | None) -> None:
        """What waited for the tasks of a pause goes on: the task run itself, or its end by time."""
        if run_id in self._progress.levels:
            self._progress.touched[run_id] = None
        elif run_id is not None and (due := self._progress.state.runs[run_id].due) is not None:
            self._progress.due[run_id] = due

    def _end_execution(self, state: State) -> None:
        if self._progress.flow.outputs and not self._progress.way:
            self._decision.effects.append(Conclude())
        else:
            error = first_error(self._progress) if state in (State.FAILED, State.RETRIED) else ""
            self._record(ExecutionEnded(at=self._now, state=state, error=error))


def first_error(progress: Progress) -> str:
    """Returns why an execution failed: what its Exit task says, or the task run that failed first, with its task."""
    if progress.state.exiting is not None:
        return progress.state.exiting.error
    failed = [run for run in progress.state.runs.values() if run.state is State.FAILED and _counts(progress, run)]
    inner = (run for run in failed if run.attempts and not isinstance(progress.task(run.id), FlowableTask))
    run = next(inner, None) or next((run for run in progress.state.runs.values() if run.error), None)
    return f"Task {run.task_id} failed: {run.error}" if run else ""


def _counts(progress: Progress, run: TaskRun) -> bool:
    """Returns whether nothing around a task run that failed has taken its failure in, as AllowFailure does."""
    return all(around.state is State.FAILED for around in progress.state.ancestors(run) if around.state.terminated)
