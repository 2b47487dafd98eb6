"""Whatever the flow, whatever happens: an execution ends, and keeps the rules."""

from __future__ import annotations

import itertools
import os

from hypothesis import given, settings
from hypothesis import strategies as st

from wavetank.core.advance import advance
from wavetank.core.execution_state import ExecutionState
from wavetank.core.progress import Progress
from wavetank.model.records import TaskRunCreated
from wavetank.model.state import TERMINATED, State

from .any_flow import AnyFlow
from .wild_drive import WildDrive

_ENDED = TERMINATED - {State.SKIPPED}
# Semantics reference, section 2.3; an attempt that was cut by the end of its process goes back to CREATED.
_RUN_MOVES = {
    State.CREATED: {State.RUNNING, *TERMINATED},
    State.RUNNING: {State.PAUSED, State.RETRYING, State.CREATED, *_ENDED},
    State.PAUSED: {State.RUNNING, *_ENDED},
    State.RETRYING: {State.CREATED, *_ENDED},
}
# Section 2.2; an SLA, a task or a user may end what has not ended.
_MOVES = {
    State.CREATED: {State.RUNNING, State.QUEUED, State.KILLING, *_ENDED},
    State.QUEUED: {State.RUNNING, State.KILLING, *_ENDED},
    State.RUNNING: {State.PAUSED, State.RETRYING, State.KILLING, *_ENDED},
    State.RETRYING: {State.RUNNING, State.PAUSED, State.KILLING, *_ENDED},
    State.PAUSED: {State.RESTARTED, State.RUNNING, State.KILLING, *_ENDED},
    State.RESTARTED: {State.RUNNING, State.PAUSED},
    State.KILLING: {State.KILLED},
}


def moves(history):
    return [(before.state, after.state) for before, after in itertools.pairwise(history)]


def led_to_its_end(seed):
    return to_the_end(WildDrive(AnyFlow(seed).flow(), seed))


def to_the_end(drive):
    for _ in range(5000):
        if drive.idle() and drive.progress.finished:
            return drive
        drive.step()
    raise AssertionError(f"it does not end: {drive.progress.state.state}, open {list(drive.progress.state.open)}")


@settings(max_examples=int(os.environ.get("WAVETANK_EXAMPLES", "300")), deadline=None)
@given(seed=st.integers(0, 2**32))
def test_any_execution_ends_and_keeps_the_rules(seed):
    drive = led_to_its_end(seed)
    state = drive.progress.state
    assert state.state in _ENDED
    assert not state.open
    assert not state.paused
    assert not state.retrying
    assert all(run.state.terminated for run in state.runs.values())
    assert all(after in _MOVES.get(before, ()) for before, after in moves(state.history)), moves(state.history)
    for run in state.runs.values():
        assert all(after in _RUN_MOVES.get(before, ()) for before, after in moves(run.history)), moves(run.history)


@settings(max_examples=int(os.environ.get("WAVETANK_EXAMPLES", "100")), deadline=None)
@given(seed=st.integers(0, 2**32))
def test_the_records_of_any_execution_give_the_same_execution(seed):
    drive = led_to_its_end(seed)
    again = Progress(drive.flow)
    for record in drive.records:
        again.apply(record)
    state, folded = drive.progress.state, again.state
    assert folded.runs == state.runs
    assert (folded.state, folded.history, folded.length) == (state.state, state.history, len(drive.records))
    assert (folded.open, folded.inside) == (state.open, state.inside)
    assert again.outputs.outputs == drive.progress.outputs.outputs
    assert again.outputs.tasks == drive.progress.outputs.tasks
    decision = advance(again, drive.now, drive.ids)
    assert (decision.records, decision.effects) == ([], [])
    assert again.finished


@settings(max_examples=int(os.environ.get("WAVETANK_EXAMPLES", "100")), deadline=None)
@given(seed=st.integers(0, 2**32))
def test_nothing_begins_in_any_execution_that_is_ended_by_somebody(seed):
    drive = led_to_its_end(seed)
    kinds = [type(record).__name__ for record in drive.records]
    for end in ("ExecutionEnded", "ExecutionExiting"):
        if end in kinds:
            later = drive.records[kinds.index(end) :]
            begun = [
                record.branch for record in later if isinstance(record, TaskRunCreated) and record.parent_id is None
            ]
            assert set(begun) <= {"afterExecution"}


@settings(max_examples=int(os.environ.get("WAVETANK_EXAMPLES", "100")), deadline=None)
@given(seed=st.integers(0, 2**32))
def test_any_execution_that_is_rearranged_goes_on_to_another_end(seed):
    drive = led_to_its_end(seed)
    for _ in range(3):
        if drive.rearrange():
            to_the_end(drive)
    state, folded = drive.progress.state, ExecutionState.of(drive.records)
    assert state.state in _ENDED
    assert not state.open
    assert (folded.runs, folded.history) == (state.runs, state.history)
    assert all(run.parent_id is None or run.parent_id in state.runs for run in state.runs.values())
