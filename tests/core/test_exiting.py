"""Executions that one of their tasks ends, and what runs after the end."""

from __future__ import annotations

import pytest

from wavetank.core.effects import ChooseListeners
from wavetank.model.records import ExecutionEnded, ExecutionExiting, ListenersChosen
from wavetank.model.state import State

from .drive import Drive
from .flows import flow, parallel, sequence, work


def leave(drive, state):
    drive.take([ExecutionExiting(at=drive.now, state=state, error="so it is")])


def states(drive):
    return {run.task_id: run.state for run in drive.progress.state.runs.values()}


@pytest.mark.parametrize("state", [State.SUCCESS, State.WARNING, State.FAILED, State.CANCELLED])
def test_nothing_begins_after_an_exit_and_what_is_at_work_is_waited_for(state):
    written = flow(parallel("p", sequence("s", work("exit"), work("b")), work("c")), work("d"), errors=[work("tell")])
    drive = Drive(written)
    leave(drive, state)
    drive.step()
    assert not drive.progress.state.state.terminated
    assert drive.to_the_end().state is state
    assert states(drive) == {"p": state, "s": state, "exit": State.SUCCESS, "c": State.SUCCESS}
    assert drive.progress.state.error == ("so it is" if state is State.FAILED else "")


def test_a_failure_behind_an_exit_changes_nothing_and_is_not_tried_again():
    again = {"type": "constant", "interval": "PT1S", "maxAttempt": 3}
    drive = Drive(flow(parallel("p", work("exit"), work("c", retry=again))), {"c": State.FAILED})
    leave(drive, State.SUCCESS)
    assert drive.to_the_end().state is State.SUCCESS
    assert states(drive)["c"] is State.FAILED


def test_what_waits_or_has_not_begun_is_killed_at_an_exit():
    pause = {"id": "pause", "type": "io.kestra.plugin.core.flow.Pause"}
    drive = Drive(flow(parallel("p", pause, work("exit"), work("asked", runIf="{{ x }}"))))
    leave(drive, State.SUCCESS)
    drive.effects = [effect for effect in drive.effects if drive.task_of(effect) == "exit"]
    assert drive.to_the_end().state is State.SUCCESS
    assert states(drive) == {"p": State.SUCCESS, "pause": State.KILLED, "exit": State.SUCCESS, "asked": State.KILLED}


def test_an_exit_outlives_the_process():
    drive = Drive(flow(parallel("p", work("exit"), work("c")), work("d")))
    leave(drive, State.WARNING)
    drive.step()
    drive.restart()
    assert drive.to_the_end().state is State.WARNING
    assert "d" not in drive.order


def test_after_execution_runs_after_an_exit():
    drive = Drive(flow(work("exit"), work("b"), afterExecution=[work("report")]))
    leave(drive, State.SUCCESS)
    drive.to_the_end()
    assert drive.order == ["exit", "report"]
    assert drive.progress.finished


def test_a_failure_in_after_execution_does_not_keep_the_tasks_behind_it_from_running():
    drive = Drive(flow(work("a"), afterExecution=[work("b"), work("c")]), {"b": State.FAILED})
    assert drive.to_the_end().state is State.SUCCESS
    assert drive.order == ["a", "b", "c"]


def test_the_tasks_of_the_listeners_that_are_chosen_run_one_by_one_before_after_execution():
    listeners = [{"tasks": [work("l1")]}, {"tasks": [work("l2"), work("l3")]}, {"tasks": [work("l4")]}]
    drive = Drive(flow(work("a"), listeners=listeners, afterExecution=[work("z")]), {"l2": State.FAILED})
    drive.step()
    assert drive.progress.state.state is State.SUCCESS
    assert not drive.progress.finished
    assert drive.effects == [ChooseListeners()]
    drive.restart()
    assert drive.effects == [ChooseListeners()]
    drive.effects.clear()
    drive.take([ListenersChosen(at=drive.now, indices=(1, 2))])
    drive.restart()
    drive.to_the_end()
    assert drive.order == ["a", "l2", "l3", "l4", "z"]
    assert drive.progress.finished


def test_an_execution_is_finished_when_no_listener_is_chosen():
    drive = Drive(flow(work("a"), listeners=[{"tasks": [work("l1")]}]))
    drive.step()
    drive.effects.clear()
    drive.take([ListenersChosen(at=drive.now)])
    assert drive.progress.finished
    assert not drive.effects


def test_what_runs_after_an_exit_goes_on_in_the_next_process():
    drive = Drive(flow(work("exit"), afterExecution=[work("asked", runIf="{{ x }}"), work("z")]))
    leave(drive, State.SUCCESS)
    drive.step()
    drive.restart()
    assert [drive.task_of(effect) for effect in drive.effects] == ["asked"]
    drive.to_the_end()
    assert drive.progress.finished


def test_a_second_exit_and_an_end_that_comes_too_late_do_not_count():
    drive = Drive(flow(work("a"), outputs=[{"id": "o", "type": "STRING", "value": "x"}]))
    leave(drive, State.WARNING)
    assert not drive.progress.counts(ExecutionExiting(at=drive.now, state=State.FAILED))
    ended = ExecutionEnded(at=drive.now, state=State.SUCCESS)
    assert drive.progress.counts(ended)
    drive.kill()
    assert not drive.progress.counts(ended)


def test_an_exit_is_remembered_when_a_folder_is_lost_with_the_process():
    folder = {"id": "w", "type": "io.kestra.plugin.core.flow.WorkingDirectory", "tasks": [work("a"), work("b")]}
    drive = Drive(flow(parallel("p", work("exit"), folder), work("d")))
    drive.effects.reverse()
    drive.step()
    leave(drive, State.WARNING)
    drive.restart()
    drive.to_the_end()
    assert drive.progress.state.state is State.WARNING
    assert "d" not in drive.order
