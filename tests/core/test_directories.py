"""Blocks whose tasks work in one folder, led through the core alone."""

from __future__ import annotations

import pytest

from wavetank.core.effects import AnswerQuestion, CloseDirectory, StartTask
from wavetank.core.progress import Progress
from wavetank.core.rearranging import restarted, with_state
from wavetank.core.results import block_over
from wavetank.core.variables import task_variables
from wavetank.model.records import TaskRunCut
from wavetank.model.state import State

from .drive import Drive
from .flows import CORE, each, flow, parallel, work


def shared(task_id, *tasks, **properties):
    return {"id": task_id, "type": f"{CORE}.flow.WorkingDirectory", "tasks": list(tasks), **properties}


class Shared(Drive):
    """A Drive that closes folders, too."""

    def step(self):
        if isinstance(self.effects[0], CloseDirectory):
            closed = self.effects.pop(0)
            self.take([block_over(self.progress, closed.run_id, self.now, {"outputFiles": {}})])
        else:
            super().step()


def kinds(effects):
    return [type(effect) for effect in effects]


def test_the_folder_is_opened_before_the_first_task_and_closed_behind_the_last():
    drive = Shared(flow(shared("w", work("a"), work("b")), work("c")))
    assert kinds(drive.effects) == [AnswerQuestion]
    for _ in range(3):
        drive.step()
    assert kinds(drive.effects) == [CloseDirectory]
    assert drive.to_the_end().state is State.SUCCESS
    assert drive.order == ["w", "a", "b", "c"]
    assert next(run.outputs for run in drive.progress.state.runs.values()) == {"outputFiles": {}}


def test_a_failed_task_ends_the_block_which_is_closed_behind_its_errors():
    drive = Shared(flow(shared("w", work("a"), work("b"), errors=[work("tell")])), {"a": State.FAILED})
    assert drive.to_the_end().state is State.FAILED
    assert drive.order == ["w", "a", "tell"]


def test_a_block_whose_process_died_begins_anew_and_says_so():
    drive = Shared(flow(parallel("p", shared("w", work("a"), work("b")), work("c")), work("d")))
    drive.effects.sort(key=lambda effect: isinstance(effect, StartTask))
    while "b" not in drive.order:
        drive.step()
    drive.restart()
    block = next(run for run in drive.progress.state.runs.values() if run.task_id == "w")
    assert [attempt.cut for attempt in block.attempts] == [True]
    assert [run.task_id for run in drive.progress.state.runs.values() if run.parent_id == block.id] == []
    assert "a" not in drive.progress.outputs.outputs
    assert drive.to_the_end().state is State.SUCCESS
    assert sorted(drive.order) == ["a", "b", "c", "d", "p", "w"]
    again = Progress(drive.flow)
    for record in drive.records:
        again.apply(record)
    assert again.state.runs == drive.progress.state.runs


def test_what_runs_beside_a_lost_block_is_cut_once():
    drive = Shared(flow(parallel("p", shared("w", work("a")), work("c", runIf="{{ true }}"))))
    drive.step()
    drive.restart()
    assert sum(isinstance(record, TaskRunCut) for record in drive.records) <= 1
    assert drive.to_the_end().state is State.SUCCESS
    assert sorted(drive.order) == ["a", "c", "p", "w"]


def test_a_lost_block_of_after_execution_leaves_the_execution_as_it_ended():
    drive = Shared(flow(work("a"), afterExecution=[shared("w", work("b"), work("c"))]))
    while "c" not in drive.order:
        drive.step()
    drive.restart()
    assert drive.to_the_end().state is State.SUCCESS
    assert drive.order == ["a", "w", "b", "c"]
    assert drive.progress.finished


def test_a_restart_begins_the_whole_block_anew():
    drive = Shared(flow(shared("w", work("a"), work("b"))), {"b": State.FAILED})
    drive.to_the_end()
    runs = restarted(drive.progress, drive.now)
    assert [(run.task_id, run.state) for run in runs] == [("w", State.RESTARTED)]


def test_a_task_whose_folder_is_gone_takes_no_state_by_hand():
    drive = Shared(flow(shared("w", work("a"))), {"a": State.FAILED})
    drive.to_the_end()
    inner = next(run for run in drive.progress.state.runs.values() if run.task_id == "a")
    with pytest.raises(ValueError, match="block w is gone"):
        with_state(drive.progress, inner.id, State.SUCCESS, drive.now)


def test_tasks_see_the_run_of_their_block():

    drive = Shared(flow(each("e", ["v"], shared("w", work("a")))))
    while "a" not in drive.order:
        drive.step()
    inner = next(run for run in drive.progress.state.runs.values() if run.task_id == "a")
    known = task_variables(drive.progress, inner)
    assert known["workerTaskrun"]["value"] == "v"
    assert known["workerTaskrun"]["id"] == inner.parent_id
