from __future__ import annotations

import pytest

from wavetank.model.state import State

from .drive import Drive
from .flows import each, flow, parallel, sequence, work


def test_tasks_run_one_after_another_and_the_execution_succeeds():
    drive = Drive(flow(work("a"), work("b"), work("c")))
    assert drive.order == ["a"]
    assert drive.to_the_end().state is State.SUCCESS
    assert drive.order == ["a", "b", "c"]


def test_a_failed_task_ends_the_execution_without_the_tasks_behind_it():
    drive = Drive(flow(work("a"), work("b"), work("c")), {"b": State.FAILED})
    assert drive.to_the_end().state is State.FAILED
    assert drive.order == ["a", "b"]


def test_errors_run_after_a_failure_and_do_not_rescue():
    drive = Drive(flow(work("a"), errors=[work("tell"), work("clean")]), {"a": State.FAILED})
    assert drive.to_the_end().state is State.FAILED
    assert drive.order == ["a", "tell", "clean"]


def test_the_errors_of_a_level_run_before_those_around_it():
    inner = sequence("inner", work("a"), errors=[work("inner_error")])
    drive = Drive(flow(inner, errors=[work("outer_error")]), {"a": State.FAILED})
    drive.to_the_end()
    assert drive.order == ["inner", "a", "inner_error", "outer_error"]


def test_allow_failure_makes_a_warning_and_the_sequence_goes_on():
    drive = Drive(flow(sequence("s", work("a"), allowFailure=True), work("b")), {"a": State.FAILED})
    assert drive.to_the_end().state is State.WARNING
    assert drive.order == ["s", "a", "b"]


def test_a_flow_of_disabled_tasks_goes_from_created_to_success():
    state = Drive(flow(work("a", disabled=True))).to_the_end()
    assert [change.state for change in state.history] == [State.CREATED, State.SUCCESS]
    assert not state.runs


def test_a_loop_takes_each_value_once_in_order():
    drive = Drive(flow(each("loop", ["x", "y", "x", 1, {"k": 2}], work("a"), work("b"))))
    state = drive.to_the_end()
    runs = [(run.task_id, run.value, run.iteration) for run in state.runs.values() if run.task_id != "loop"]
    values = ["x", "y", "1", '{"k":2}']
    assert runs == [(task, value, number) for number, value in enumerate(values) for task in ("a", "b")]
    assert state.state is State.SUCCESS


@pytest.mark.parametrize(("limit", "most"), [(1, 1), (3, 3), (0, 8)])
def test_a_loop_keeps_its_concurrency_limit(limit, most):
    drive = Drive(flow(each("loop", list("abcdefgh"), work("a"), work("b"), concurrencyLimit=limit)))
    drive.to_the_end()
    assert drive.most_open == most


def test_a_failure_in_parallel_lets_running_siblings_end_and_creates_no_more():
    written = flow(parallel("p", work("a"), work("b"), work("c"), concurrent=2))
    drive = Drive(written, {"a": State.FAILED})
    assert drive.to_the_end().state is State.FAILED
    assert drive.order == ["p", "a", "b"]


def test_outputs_are_kept_by_the_values_of_the_loops_around():
    drive = Drive(flow(each("outer", ["1", "2"], each("inner", ["x"], work("a")))))
    drive.to_the_end()
    assert drive.progress.outputs.outputs["a"] == {"1": {"x": {"value": "a"}}, "2": {"x": {"value": "a"}}}


def test_an_attempt_that_was_cut_begins_anew_and_says_so():
    drive = Drive(flow(work("a"), work("b")))
    drive.restart()
    run = next(iter(drive.progress.state.runs.values()))
    assert [attempt.cut for attempt in run.attempts] == [True, False]
    assert drive.to_the_end().state is State.SUCCESS


def test_each_value_of_a_loop_costs_the_same_number_of_records():
    def records(length):
        drive = Drive(flow(each("loop", [str(number) for number in range(length)], work("a"), concurrencyLimit=0)))
        drive.to_the_end()
        return len(drive.records)

    assert records(1000) - records(100) == 900 * 3
