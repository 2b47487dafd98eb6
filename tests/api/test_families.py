"""Executions that made others: restarts and kills among them, also where another engine runs one."""

from __future__ import annotations

import threading
from typing import ClassVar

import pytest

import wavetank as wt
from wavetank.abc.runnable_task import RunnableTask
from wavetank.api.assembly import REGISTRY
from wavetank.model.state import State
from wavetank.model.task import Task

CORE = "io.kestra.plugin.core"


class Gated(Task, RunnableTask):
    """Runs until the test lets it end."""

    opened: ClassVar[threading.Event] = threading.Event()

    def run(self, context):
        Gated.opened.wait(30)


class Brittle(Task, RunnableTask):
    """Fails while the test says so."""

    quick: ClassVar[bool] = True
    broken: ClassVar[bool] = True

    def run(self, context):
        if Brittle.broken:
            raise ValueError("broken")


@pytest.fixture
def engine():
    REGISTRY.register("test.Gated", Gated)
    REGISTRY.register("test.Brittle", Brittle)
    Gated.opened.clear()
    Brittle.broken = True
    with wt.Engine() as engine:
        yield engine
        Gated.opened.set()


def subflow(flow_id, more=""):
    return f"{{id: sub-{flow_id}, type: {CORE}.flow.Subflow, namespace: n, flowId: {flow_id}{more}}}"


def deploy(engine, flow_id, *tasks):
    engine.deploy(f"id: {flow_id}\nnamespace: n\ntasks: [{', '.join(tasks)}]")


def until(condition):
    """Returns when a condition holds; fails after ten seconds."""
    stop = threading.Event()
    for _ in range(1000):
        if condition():
            return
        stop.wait(0.01)
    raise AssertionError("it never came to hold")


def child_of(engine, flow_id="child"):
    until(lambda: engine.executions(f"n.{flow_id}"))
    return engine.executions(f"n.{flow_id}")[0]


BESIDE = f"{{id: p, type: {CORE}.flow.Parallel, tasks: [{subflow('child')}, {{id: wait, type: test.Gated}}]}}"
LAST = f"{{id: last, type: {CORE}.debug.Return, format: x}}"


def test_a_child_that_is_restarted_by_hand_mends_a_parent_that_still_waits(engine):
    deploy(engine, "child", "{id: a, type: test.Brittle}")
    deploy(engine, "parent", BESIDE, LAST)
    parent = engine.run("n.parent", wait=False)
    child = child_of(engine)
    child.wait(10)
    until(lambda: any(run.task_id == "sub-child" and run.state is State.FAILED for run in parent.task_runs))
    Brittle.broken = False
    assert engine.restart(child.id).wait(10).state is State.SUCCESS
    until(lambda: any(run.task_id == "sub-child" and run.state is State.SUCCESS for run in parent.task_runs))
    Gated.opened.set()
    assert parent.wait(10).state is State.SUCCESS
    assert parent["sub-child"]["state"] == "SUCCESS"
    assert [run.task_id for run in parent.task_runs] == ["p", "sub-child", "wait", "last"]


def test_a_child_that_was_restarted_mends_its_parent_also_in_the_next_engine(engine, tmp_path):
    beside = (
        f"{{id: p, type: {CORE}.flow.Parallel, tasks: [{subflow('child')}, {{id: wait, type: {CORE}.flow.Pause}}]}}"
    )
    with wt.Engine(home=tmp_path / "home") as first:
        deploy(first, "child", "{id: a, type: test.Brittle}", "{id: b, type: test.Gated}")
        deploy(first, "parent", beside)
        parent = first.run("n.parent", wait=False)
        child = child_of(first).wait(10)
        until(lambda: any(run.task_id == "sub-child" and run.state is State.FAILED for run in parent.task_runs))
        Brittle.broken = False
        first.restart(child.id)
        until(lambda: any(run.task_id == "b" for run in child.task_runs))
    Gated.opened.set()
    with wt.Engine(home=tmp_path / "home") as second:
        parent = second.execution(parent.id)
        assert second.execution(child.id).wait(10).state is State.SUCCESS
        until(lambda: any(run.task_id == "sub-child" and run.state is State.SUCCESS for run in parent.task_runs))
        second.resume(parent.id)
        assert parent.wait(10).state is State.SUCCESS


def test_a_parent_that_has_ended_takes_the_childs_success_when_it_is_restarted_itself(engine):
    deploy(engine, "child", "{id: a, type: test.Brittle}")
    deploy(engine, "parent", subflow("child"), LAST)
    parent = engine.run("n.parent")
    assert parent.state is State.FAILED
    Brittle.broken = False
    child = engine.restart(child_of(engine).id).wait(10)
    assert engine.execution(parent.id).state is State.FAILED
    assert engine.restart(parent.id).wait(10).state is State.SUCCESS
    assert [each.id for each in engine.executions("n.child")] == [child.id]


def test_a_kill_reaches_what_an_execution_that_has_ended_made(engine):
    deploy(engine, "grandchild", "{id: wait, type: test.Gated}")
    deploy(engine, "child", subflow("grandchild", ", wait: false"))
    deploy(engine, "parent", subflow("child", ", wait: false"))
    parent = engine.run("n.parent")
    grandchild = child_of(engine, "grandchild")
    until(lambda: child_of(engine).state is State.SUCCESS)
    engine.kill(parent.id)
    assert grandchild.wait(10).state is State.KILLED
    assert (engine.execution(parent.id).state, child_of(engine).state) == (State.SUCCESS, State.SUCCESS)
    with pytest.raises(wt.StateError, match="SUCCESS"):
        engine.kill(parent.id)


def test_what_another_engine_of_the_home_runs_is_refused_with_its_name(tmp_path):
    pause = f"{{id: wait, type: {CORE}.flow.Pause}}"
    with wt.Engine(home=tmp_path / "home") as one, wt.Engine(home=tmp_path / "home") as other:
        deploy(one, "f", pause)
        execution = one.run("n.f", wait=False)
        one.settle(5)
        owner = one.runtime.surroundings.engine_id
        for call in (
            other.kill,
            other.pause,
            other.resume,
            other.restart,
            other.unqueue,
            other.force_run,
            other.delete,
            lambda name: other.change_state(name, "SUCCESS"),
            lambda name: other.set_state(name, execution.task_runs[0].id, "SUCCESS"),
        ):
            with pytest.raises(wt.StateError, match=f"engine {owner}"):
                call(execution.id)
        assert execution.state is State.PAUSED


def test_a_state_by_hand_leaves_what_runs_beside_a_pause_at_work(engine):
    pause = f"{{id: ask, type: {CORE}.flow.Pause}}"
    block = f"{{id: p, type: {CORE}.flow.Parallel, tasks: [{pause}, {{id: wait, type: test.Gated}}]}}"
    deploy(engine, "f", block, LAST)
    execution = engine.run("n.f", wait=False)
    until(lambda: execution.state is State.PAUSED)
    until(lambda: any(run.task_id == "wait" and run.state is State.RUNNING for run in execution.task_runs))
    asked = next(run for run in execution.task_runs if run.task_id == "ask")
    engine.set_state(execution.id, asked.id, "WARNING")
    assert [run.state.value for run in execution.task_runs] == ["RUNNING", "WARNING", "RUNNING"]
    Gated.opened.set()
    assert execution.wait(10).state is State.WARNING
    assert [len(run.attempts) for run in execution.task_runs] == [0, 0, 1, 1]
