from __future__ import annotations

import os
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wavetank.core.execution_state import ExecutionState
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


class Chance:
    """Makes random flows, small enough to be read; the same seed makes the same one."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.made = 0

    def task(self, depth=0):
        self.made += 1
        name, kind = f"t{self.made}", self.random.choice(["work"] * (2 + depth) + ["sequence", "parallel", "each"])
        if kind == "work" or depth == 3:
            return work(name, allowFailure=self.random.random() < 0.2, disabled=self.random.random() < 0.1)
        inside = [self.task(depth + 1) for _ in range(self.random.randint(1, 3))]
        more = {name: [self.task(depth + 1)] for name in ("errors", "finally") if self.random.random() < 0.2}
        if kind == "sequence":
            return sequence(name, *inside, **more)
        if kind == "parallel":
            return parallel(name, *inside, concurrent=self.random.randint(0, 2), **more)
        values = self.random.choices("abc", k=self.random.randint(0, 3))
        return each(name, values, *inside, concurrencyLimit=self.random.randint(0, 2), **more)

    def flow(self):
        tasks = [self.task() for _ in range(self.random.randint(1, 3))]
        rest = {
            name: [self.task() for _ in range(self.random.randint(0, 1))]
            for name in ("errors", "finally", "afterExecution")
        }
        return flow(*tasks, **rest)

    def state(self):
        return self.random.choice([State.SUCCESS] * 6 + [State.FAILED, State.WARNING])


@settings(max_examples=int(os.environ.get("WAVETANK_EXAMPLES", "200")), deadline=None)
@given(seed=st.integers(0, 2**32))
def test_any_flow_with_any_results_in_any_order_with_restarts_ends_and_keeps_the_rules(seed):
    chance = Chance(seed)
    written = chance.flow()
    states = {task.id: chance.state() for task in written.walk()}
    drive = Drive(written, states, lambda effects: chance.random.randrange(len(effects)))
    steps = 0
    while drive.effects:
        steps += 1
        assert steps < 3000, "it does not end"
        if chance.random.random() < 0.05:
            drive.restart()
        else:
            drive.step()
    state = drive.progress.state
    assert state.state.terminated
    assert all(run.state.terminated for run in state.runs.values())
    keys = [(run.parent_id, run.task_id, run.value, run.branch) for run in state.runs.values()]
    assert len(keys) == len(set(keys)), "a task run was created twice"
    replayed = ExecutionState.of(drive.records)
    assert (replayed.runs, replayed.state, replayed.history) == (state.runs, state.state, state.history)
    legal = {State.CREATED: {State.RUNNING, State.SKIPPED}, State.RUNNING: {State.CREATED}}
    for run in state.runs.values():
        for before, after in zip(run.history, run.history[1:], strict=False):
            assert after.state.terminated or after.state in legal[before.state]


def test_each_value_of_a_loop_costs_the_same_number_of_records():
    def records(length):
        drive = Drive(flow(each("loop", [str(number) for number in range(length)], work("a"), concurrencyLimit=0)))
        drive.to_the_end()
        return len(drive.records)

    assert records(1000) - records(100) == 900 * 3
