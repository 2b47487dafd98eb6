"""Task runs that a task adds below its own, which no task of the flow stands for."""

from __future__ import annotations

from wavetank.core.execution_state import ExecutionState
from wavetank.core.rearranging import restarted
from wavetank.model.records import RunsRearranged, TaskRunAdded
from wavetank.model.state import State

from .drive import Drive
from .flows import flow, work


def with_added(state, ended):
    drive = Drive(flow(work("a"), work("b")), {"a": ended})
    run = next(iter(drive.progress.state.runs))
    added = TaskRunAdded(
        at=drive.now, id="x", task_id="piece", parent_id=run, state=state, value="1", outputs={"n": 1}, error="no"
    )
    drive.take([added])
    return drive


def test_an_added_task_run_has_ended_and_its_outputs_are_seen():
    drive = with_added(State.SUCCESS, State.SUCCESS)
    assert drive.to_the_end().state is State.SUCCESS
    run = drive.progress.state.runs["x"]
    assert [change.state for change in run.history] == [State.CREATED, State.RUNNING, State.SUCCESS]
    assert [attempt.state for attempt in run.attempts] == [State.SUCCESS]
    assert run.dynamic
    assert drive.progress.outputs.outputs["piece"] == {"1": {"n": 1}}


def test_an_added_task_run_that_failed_changes_nothing_by_itself():
    assert with_added(State.FAILED, State.SUCCESS).to_the_end().state is State.SUCCESS


def test_the_engine_that_takes_over_keeps_added_task_runs():
    drive = with_added(State.SUCCESS, State.SUCCESS)
    drive.restart()
    assert drive.to_the_end().state is State.SUCCESS
    assert ExecutionState.of(drive.records).runs == drive.progress.state.runs


def test_a_restart_begins_at_the_task_and_what_it_added_is_gone():
    drive = with_added(State.FAILED, State.FAILED)
    assert drive.to_the_end().state is State.FAILED
    runs = restarted(drive.progress, drive.now)
    assert [(run.task_id, run.state) for run in runs] == [("a", State.RESTARTED)]
    drive.progress.apply(RunsRearranged(at=drive.now, runs=runs))
    assert drive.progress.state.inside == {}


def test_an_added_task_run_is_restored_with_its_outputs():
    drive = with_added(State.SUCCESS, State.SUCCESS)
    drive.progress.apply(RunsRearranged(at=drive.now, runs=tuple(drive.progress.state.runs.values())))
    assert drive.progress.outputs.outputs["piece"] == {"1": {"n": 1}}
