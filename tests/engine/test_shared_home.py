"""Flow triggers of engines that share a home: each execution is heard once, in whichever engine it ran."""

from __future__ import annotations

import threading

import pytest

import wavetank as wt
from wavetank.model.event import Outcome
from wavetank.model.state import State

from .clocked import CORE, condition, flow

PAUSE = [{"id": "wait", "type": CORE + "flow.Pause"}]


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.fixture
def one(home):
    with wt.Engine(home) as engine:
        yield engine


@pytest.fixture
def other(home, one):
    with wt.Engine(home) as engine:
        yield engine


def of(*names, **properties):
    flows = [condition("ExecutionFlow", namespace="n", flowId=name) for name in names]
    return {"id": "hear", "type": CORE + "trigger.Flow", "conditions": flows, **properties}


def all_of(*names):
    flows = [{"namespace": "n", "flowId": name, "states": ["SUCCESS"]} for name in names]
    return {"id": "hear", "type": CORE + "trigger.Flow", "preconditions": {"id": "all", "flows": flows}}


def looked(engine):
    """Has an engine look now; what it hears is on disk then."""
    engine.portal.call(engine.runtime._flow_triggers.elsewhere.look)
    engine.settle()


def fired(engine, name="listener"):
    verdicts = engine.verdicts(f"n.{name}", limit=None)
    assert {verdict.outcome for verdict in verdicts} <= {Outcome.FIRED}
    return [verdict.identity for verdict in reversed(verdicts)]


def test_an_execution_of_one_engine_fires_the_trigger_of_another_once(one, other):
    one.deploy(flow("up"))
    other.deploy(flow("listener", of("up")))
    first, second = one.run("n.up"), one.run("n.up")
    for _ in range(3):
        looked(other)
    assert fired(other) == [f"{first.id}/SUCCESS/1", f"{second.id}/SUCCESS/1"]
    made = other.executions("n.listener")
    assert [each.trigger.variables["executionId"] for each in made] == [second.id, first.id]
    assert all(each.wait(10).state is State.SUCCESS for each in made)


def test_it_is_heard_without_being_asked(one, other):
    one.deploy(flow("up"))
    other.deploy(flow("listener", of("up")))
    heard = threading.Event()

    async def listen():
        other.runtime.journal.listen(lambda changed: heard.set())

    other.portal.call(listen)
    one.run("n.up")
    assert heard.wait(10)
    other.settle()
    assert len(fired(other)) == 1


def test_each_state_is_heard_when_it_is_entered(one, other):
    one.deploy(flow("up", tasks=PAUSE))
    other.deploy(flow("listener", of("up", states=["PAUSED", "RUNNING", "SUCCESS"])))
    run = one.run("n.up", wait=False)
    one.settle()
    looked(other)
    assert fired(other) == [f"{run.id}/RUNNING/1", f"{run.id}/PAUSED/1"]
    one.resume(run.id).wait(10)
    looked(other)
    assert fired(other)[2:] == [f"{run.id}/RUNNING/2", f"{run.id}/SUCCESS/1"]


def test_what_does_not_concern_it_leaves_no_row(one, other):
    one.deploy(flow("up"))
    other.deploy(flow("listener", of("another")))
    one.run("n.up")
    looked(other)
    assert fired(other) == []


def test_of_two_engines_that_deploy_the_same_flow_the_last_one_listens(one, other):
    listener = flow("listener", of("up"))
    for engine in (one, other):
        engine.deploy(flow("up"))
        engine.deploy(listener)
    runs = [one.run("n.up"), other.run("n.up")]
    for engine in (one, other):
        engine.settle()
        looked(engine)
    assert sorted(fired(one)) == sorted(f"{run.id}/SUCCESS/1" for run in runs)
    assert len(other.executions("n.listener")) == 2
    other.stop()
    third = one.run("n.up")
    one.settle()
    assert fired(one)[2:] == [f"{third.id}/SUCCESS/1"]


def test_a_window_takes_in_what_ran_in_several_engines(one, other):
    one.deploy(flow("a"))
    other.deploy(flow("b"))
    other.deploy(flow("listener", all_of("a", "b")))
    one.run("n.a")
    looked(other)
    assert list(other.executions("n.listener")) == []
    run = other.run("n.b")
    other.settle()
    (made,) = other.executions("n.listener")
    assert made.trigger.variables["executionId"] == run.id


def test_what_was_heard_is_not_heard_again_by_the_next_engine(one, home):
    one.deploy(flow("up"))
    with wt.Engine(home) as other:
        other.deploy(flow("listener", of("up")))
        one.run("n.up")
        looked(other)
    with wt.Engine(home) as other:
        one.run("n.up")
        looked(other)
        assert len(fired(other)) == 2


def test_an_engine_alone_reads_no_records_of_others(one, monkeypatch):
    one.deploy(flow("up"))
    one.deploy(flow("listener", of("up")))
    monkeypatch.setattr(one.runtime.surroundings.store, "written_by_others", None)
    one.run("n.up")
    one.settle()
    looked(one)
    assert len(fired(one)) == 1
