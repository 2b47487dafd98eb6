"""Blocks beside the plain ones: `finally`, `afterExecution`, Switch, Dag, AllowFailure and the former loops."""

from __future__ import annotations

import pytest

from wavetank.model.state import State

from .drive import Drive
from .flows import CORE, flow, sequence, work


def block(kind, task_id, **properties):
    return {"id": task_id, "type": f"{CORE}.flow.{kind}", **properties}


def test_finally_runs_after_the_tasks_and_after_the_errors():
    drive = Drive(flow(work("a"), errors=[work("tell")], **{"finally": [work("clean")]}), {"a": State.FAILED})
    assert drive.to_the_end().state is State.FAILED
    assert drive.order == ["a", "tell", "clean"]
    drive = Drive(flow(work("a"), errors=[work("tell")], **{"finally": [work("clean")]}))
    assert drive.to_the_end().state is State.SUCCESS
    assert drive.order == ["a", "clean"]


def test_a_failing_finally_does_not_change_the_state_and_stops_what_stands_behind_it():
    drive = Drive(flow(work("a"), **{"finally": [work("clean"), work("more")]}), {"clean": State.FAILED})
    assert drive.to_the_end().state is State.SUCCESS
    assert drive.order == ["a", "clean"]


def test_the_finally_of_a_block_runs_before_the_task_behind_the_block():
    drive = Drive(flow(sequence("s", work("a"), **{"finally": [work("clean")]}), work("b")))
    drive.to_the_end()
    assert drive.order == ["s", "a", "clean", "b"]


@pytest.mark.parametrize("state", [State.SUCCESS, State.FAILED])
def test_after_execution_runs_when_the_state_is_final_and_leaves_it(state):
    drive = Drive(flow(work("a"), afterExecution=[work("report"), work("bill")]), {"a": state, "report": State.SUCCESS})
    ended = drive.to_the_end()
    assert ended.state is state
    assert drive.order == ["a", "report", "bill"]
    assert drive.progress.finished
    assert ended.history[-1].state is state


def test_after_execution_goes_on_after_a_restart_of_the_process():
    drive = Drive(flow(work("a"), afterExecution=[work("report")]))
    drive.step()
    assert not drive.progress.finished
    drive.restart()
    drive.to_the_end()
    assert drive.progress.finished


@pytest.mark.parametrize(("value", "order"), [("x", ["s", "a"]), ("y", ["s", "b", "c"]), ("z", ["s", "d"])])
def test_a_switch_takes_the_case_that_equals_the_value_or_its_defaults(value, order):
    cases = {"x": [work("a")], "y": [work("b"), work("c")]}
    drive = Drive(flow(block("Switch", "s", value=value, cases=cases, defaults=[work("d")])))
    drive.to_the_end()
    assert drive.order == order


def test_a_dag_starts_each_task_when_those_it_depends_on_have_ended():
    nodes = [
        {"task": work("d"), "dependsOn": ["b", "c"]},
        {"task": work("b"), "dependsOn": ["a"]},
        {"task": work("c"), "dependsOn": ["a"]},
        {"task": work("a")},
    ]
    drive = Drive(flow(block("Dag", "dag", tasks=nodes)))
    assert drive.order == ["dag", "a"]
    drive.step()
    assert drive.order == ["dag", "a", "b", "c"]
    assert drive.to_the_end().state is State.SUCCESS
    assert drive.order[-1] == "d"


@pytest.mark.parametrize(
    ("nodes", "message"),
    [
        ([{"task": work("a"), "dependsOn": ["x"]}], "Not existing task id in dependency: x"),
        ([{"task": work("a"), "dependsOn": ["b"]}, {"task": work("b"), "dependsOn": ["a"]}], "Cyclic dependency"),
    ],
)
def test_a_dag_that_cannot_be_ordered_is_refused(nodes, message):
    with pytest.raises(ValueError, match=message):
        flow(block("Dag", "dag", tasks=nodes))


def test_allow_failure_ends_with_a_warning_and_what_stands_behind_it_runs():
    drive = Drive(flow(block("AllowFailure", "s", tasks=[work("a"), work("b")]), work("c")), {"a": State.FAILED})
    assert drive.to_the_end().state is State.WARNING
    assert drive.order == ["s", "a", "c"]


def test_each_parallel_runs_all_tasks_of_all_values_side_by_side():
    drive = Drive(flow(block("EachParallel", "each", value=["x", "y"], tasks=[work("a"), work("b")])))
    drive.step()
    assert len(drive.effects) == 4


def test_each_sequential_runs_one_value_after_another():
    drive = Drive(flow(block("EachSequential", "each", value=["x", "y"], tasks=[work("a"), work("b")])))
    drive.to_the_end()
    values = [(run.task_id, run.value) for run in drive.progress.state.runs.values()][1:]
    assert values == [("a", "x"), ("b", "x"), ("a", "y"), ("b", "y")]
