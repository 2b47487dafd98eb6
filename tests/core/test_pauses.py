"""Pauses: what runs when one begins, and how it ends by time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from wavetank.core.effects import StartTask, Wake
from wavetank.core.results import attempt_over, begun_to_pause, resumed
from wavetank.model.pausing import Pausing
from wavetank.model.records import TaskRunEnded, TaskRunStarted
from wavetank.model.state import State

from .drive import Drive
from .flows import CORE, flow, parallel, work

FOR_EVER = Pausing()


def pause(**properties):
    return {"id": "pause", "type": f"{CORE}.flow.Pause", **properties}


def states(drive):
    return {run.task_id: run.state for run in drive.progress.state.runs.values()}


def run_of(drive, task_id):
    return next(run for run in drive.progress.state.runs.values() if run.task_id == task_id)


def paused(*tasks, pausing=FOR_EVER, beside=(), **properties):
    """Leads a flow as far as its pause; what stands beside it is left undone."""
    first = pause(**properties)
    drive = Drive(flow(parallel("p", first, *beside) if beside else first, *tasks))
    kept = [effect for effect in drive.effects if drive.task_of(effect) != "pause"]
    drive.effects = kept
    run = run_of(drive, "pause")
    drive.take([TaskRunStarted(at=drive.now, id=run.id, attempt=False)])
    drive.take(begun_to_pause(drive.progress, run.id, drive.now, pausing))
    return drive


def resume(drive):
    drive.take(resumed(drive.progress, run_of(drive, "pause").id, drive.now))


def test_the_task_of_on_pause_runs_while_the_execution_is_paused():
    drive = paused(work("b"), onPause=work("tell"))
    assert [drive.task_of(effect) for effect in drive.effects] == ["tell"]
    drive.step()
    assert states(drive) == {"pause": State.PAUSED, "tell": State.SUCCESS}
    assert run_of(drive, "tell").parent_id == run_of(drive, "pause").id
    assert drive.progress.state.state is State.PAUSED
    resume(drive)
    assert drive.to_the_end().state is State.SUCCESS
    assert drive.order == ["pause", "tell", "b"]


def test_a_pause_that_is_resumed_waits_for_its_task_and_whether_that_failed_does_not_matter():
    drive = paused(work("b"), onPause=work("tell"))
    drive.states["tell"] = State.FAILED
    resume(drive)
    assert states(drive) == {"pause": State.RUNNING, "tell": State.RUNNING}
    drive.step()
    assert states(drive)["pause"] is State.SUCCESS
    assert drive.to_the_end().state is State.SUCCESS


@pytest.mark.parametrize("outcome", [State.FAILED, State.WARNING, State.CANCELLED])
def test_a_pause_whose_time_is_over_waits_for_its_task_too(outcome):
    drive = paused(pausing=Pausing(60, outcome), onPause=work("tell"))
    start, wake = sorted(drive.effects, key=lambda effect: isinstance(effect, Wake))
    drive.effects = [wake]
    drive.step()
    assert states(drive)["pause"] is State.PAUSED
    drive.effects = [start]
    drive.step()
    assert drive.to_the_end().state is outcome
    assert states(drive) == {"pause": outcome, "tell": State.SUCCESS}


def test_a_task_of_on_pause_outlives_the_process():
    drive = paused(work("b"), onPause=work("tell"))
    drive.restart()
    assert [type(effect) for effect in drive.effects] == [StartTask]
    drive.step()
    drive.restart()
    assert drive.effects == []
    resume(drive)
    assert drive.to_the_end().state is State.SUCCESS
    assert drive.order == ["pause", "tell", "b"]


def test_a_pause_that_cancels_lets_what_is_at_work_end_and_begins_nothing_new():
    drive = paused(work("d"), pausing=Pausing(60, State.CANCELLED), beside=[work("a")])
    drive.effects.sort(key=lambda effect: isinstance(effect, StartTask))
    drive.step()
    assert not drive.progress.state.state.terminated
    assert drive.to_the_end().state is State.CANCELLED
    assert states(drive) == {"p": State.CANCELLED, "pause": State.CANCELLED, "a": State.SUCCESS}


def test_a_pause_that_warns_goes_on():
    drive = paused(work("b"), pausing=Pausing(60, State.WARNING))
    assert drive.to_the_end().state is State.WARNING
    assert drive.order == ["pause", "b"]


def test_a_pause_ends_at_its_date_and_not_before():
    drive = paused(pausing=Pausing(60))
    (wake,) = drive.effects
    assert wake.due - run_of(drive, "pause").history[-1].date == timedelta(seconds=60)


def test_an_execution_is_paused_when_its_last_retry_begins_and_a_task_run_waits_for_somebody():
    again = {"type": "constant", "interval": "PT1S", "maxAttempt": 2}
    drive = Drive(flow(parallel("p", pause(), work("a", retry=again))))
    run = run_of(drive, "a")
    failed = TaskRunEnded(at=drive.now, id=run.id, state=State.FAILED)
    drive.take(attempt_over(drive.progress, failed, 0))
    waiting = run_of(drive, "pause")
    drive.take([TaskRunStarted(at=drive.now, id=waiting.id, attempt=False)])
    drive.take(begun_to_pause(drive.progress, waiting.id, drive.now, FOR_EVER))
    assert drive.progress.state.state is State.RETRYING
    drive.effects = [effect for effect in drive.effects if isinstance(effect, Wake)]
    drive.step()
    assert drive.progress.state.state is State.PAUSED
    resume(drive)
    assert drive.to_the_end().state is State.SUCCESS


def test_a_failed_task_is_tried_again_while_another_one_pauses_the_execution():
    again = {"type": "constant", "interval": "PT1S", "maxAttempt": 2}
    drive = paused(beside=[work("a", retry=again)])
    failed = TaskRunEnded(at=drive.now, id=run_of(drive, "a").id, state=State.FAILED)
    drive.take(attempt_over(drive.progress, failed, 0))
    assert run_of(drive, "a").state is State.RETRYING
    assert drive.progress.state.state is State.PAUSED


def test_a_pause_of_after_execution_can_be_resumed_and_its_execution_stays_as_it_ended():
    drive = Drive(flow(work("a"), afterExecution=[pause(), work("z")]))
    drive.step()
    waiting = run_of(drive, "pause")
    drive.effects.clear()
    drive.take([TaskRunStarted(at=drive.now, id=waiting.id, attempt=False)])
    drive.take(begun_to_pause(drive.progress, waiting.id, drive.now, FOR_EVER))
    assert not drive.progress.finished
    resume(drive)
    assert drive.to_the_end().state is State.SUCCESS
    assert [change.state for change in drive.progress.state.history] == [State.CREATED, State.RUNNING, State.SUCCESS]
    assert drive.order == ["a", "pause", "z"]
    assert drive.progress.finished
