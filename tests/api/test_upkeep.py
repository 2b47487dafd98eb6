"""Executions that wait or have ended, labels, and operations on many at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

import wavetank as wt
from wavetank.model.state import State

CORE = "io.kestra.plugin.core"
PLAIN = f"id: f\nnamespace: n\nlabels: {{team: a}}\ntasks:\n- {{id: say, type: {CORE}.log.Log, message: hello}}\n"
LIMITED = f"id: q\nnamespace: n\nconcurrency: {{limit: 1}}\ntasks:\n- {{id: wait, type: {CORE}.flow.Pause}}\n"
BROKEN = f"id: b\nnamespace: n\ntasks:\n- {{id: no, type: {CORE}.execution.Fail}}\n"


@pytest.fixture
def engine():
    with wt.Engine() as engine:
        engine.deploy(PLAIN)
        engine.deploy(LIMITED)
        engine.deploy(BROKEN)
        yield engine


def states(execution):
    return [change.state.value for change in execution.history]


def waiting(engine):
    """A paused execution, and one that waits for its place."""
    first, second = (engine.run("n.q", wait=False) for _ in range(2))
    engine.settle(5)
    assert [first.state, second.state] == [State.PAUSED, State.QUEUED]
    return first, second


def test_a_queued_execution_runs_out_of_turn_or_ends(engine):
    first, second = waiting(engine)
    engine.unqueue(second.id)
    engine.settle(5)
    assert states(second)[:4] == ["CREATED", "QUEUED", "RUNNING", "PAUSED"]
    third = engine.run("n.q", wait=False)
    assert engine.unqueue(third.id, "CANCELLED").wait(5).state is State.CANCELLED
    with pytest.raises(wt.StateError, match="PAUSED, not QUEUED"):
        engine.unqueue(first.id)
    with pytest.raises(wt.StateError, match="SUCCESS"):
        engine.unqueue(engine.run("n.f").id)
    with pytest.raises(wt.NotFoundError):
        engine.unqueue("nobody")


def test_an_execution_that_waits_for_anything_is_made_to_run(engine):
    first, second = waiting(engine)
    assert engine.force_run(first.id).wait(5).state is State.SUCCESS
    engine.settle(5)
    assert second.state is State.PAUSED
    third = engine.run("n.q", wait=False)
    engine.force_run(third.id)
    engine.settle(5)
    assert third.state is State.PAUSED
    with pytest.raises(wt.StateError, match="SUCCESS"):
        engine.force_run(engine.run("n.f").id)


def test_an_execution_waits_for_its_date_and_begins_then():
    clock = wt.lab.VirtualClock(datetime(2025, 1, 1, tzinfo=UTC))
    with wt.Engine(clock=clock) as engine:
        engine.deploy(PLAIN)
        date = clock.now() + timedelta(hours=1)
        execution = engine.run("n.f", schedule_date=date, wait=False)
        clock.advance(3599)
        assert (execution.state, execution.schedule_date) == (State.CREATED, date)
        clock.advance(1)
        assert execution.state is State.SUCCESS
        assert [change.date for change in execution.history][1:] == [date, date]
        forced = engine.run("n.f", schedule_date=clock.now() + timedelta(days=1), wait=False)
        assert engine.force_run(forced.id).wait(5).state is State.SUCCESS


def test_an_execution_still_waits_for_its_date_after_a_restart_of_the_engine(tmp_path):
    clock = wt.lab.VirtualClock(datetime(2025, 1, 1, tzinfo=UTC))
    with wt.Engine(home=tmp_path / "home", clock=clock) as engine:
        engine.deploy(PLAIN)
        execution = engine.run("n.f", schedule_date=clock.now() + timedelta(hours=1), wait=False)
    with wt.Engine(home=tmp_path / "home", clock=clock) as engine:
        engine.settle(5)
        assert engine.execution(execution.id).state is State.CREATED
        clock.advance(3600)
        assert engine.execution(execution.id).state is State.SUCCESS


def test_an_execution_that_has_ended_gets_another_state_and_nothing_runs(engine):
    execution = engine.run("n.b")
    changed = engine.change_state(execution.id, "WARNING")
    assert (changed.state, changed.error) == (State.WARNING, "")
    assert states(changed) == ["CREATED", "RUNNING", "FAILED", "WARNING"]
    with pytest.raises(wt.StateError, match="cannot become RUNNING"):
        engine.change_state(execution.id, State.RUNNING)
    first, _ = waiting(engine)
    with pytest.raises(wt.StateError, match="PAUSED"):
        engine.change_state(first.id, "SUCCESS")


def test_labels_are_those_of_the_flow_those_given_and_a_correlation_id(engine):
    execution = engine.run("n.f", labels={"who": "me", "team": "b"})
    assert list(execution.labels.items()) == [("team", "b"), ("who", "me"), ("system.correlationId", execution.id)]
    assert engine.run("n.f", labels={"system.correlationId": "x"}).labels == {"team": "a", "system.correlationId": "x"}


@pytest.mark.parametrize("labels", [{"": "x"}, {"x": ""}, {None: "x"}, {"x": None}, {"system.readOnly": "true"}])
def test_labels_without_key_or_value_and_those_of_the_engine_are_refused(engine, labels):
    with pytest.raises(wt.InputError, match="label"):
        engine.run("n.f", labels=labels)
    assert not engine.executions()
    execution = engine.run("n.f")
    with pytest.raises(wt.InputError, match="label"):
        engine.set_labels(execution.id, labels)
    with pytest.raises(wt.InputError, match="label"):
        engine.set_labels(execution.id, {"system.correlationId": "x"})


def test_an_execution_that_has_ended_gets_labels(engine):
    execution = engine.run("n.f")
    changed = engine.set_labels(execution.id, {"team": "b", "checked": "yes"})
    assert changed.labels == {"team": "b", "system.correlationId": execution.id, "checked": "yes"}
    first, _ = waiting(engine)
    with pytest.raises(wt.StateError, match="has not ended"):
        engine.set_labels(first.id, {"a": "b"})


def test_executions_are_found_by_labels_and_states(engine):
    one = engine.run("n.f", labels={"project": "foo,bar", "status": "test"})
    two = engine.run("n.f", labels={"project": "foo,bar"})
    engine.run("n.b", labels={"project": 'a"b'})
    assert list(engine.executions(labels={"project": "foo,bar"})) == [two, one]
    assert list(engine.executions(labels={"project": "foo,bar", "status": "test"})) == [one]
    assert list(engine.executions(labels={"project": "foo,bar"}, limit=1)) == [two]
    assert len(engine.executions(labels={"project": 'a"b'}, state=["FAILED", "WARNING"])) == 1
    assert not engine.executions(labels={"project": 'a"b'}, state="SUCCESS")


def test_an_execution_is_deleted_with_what_belongs_to_it_or_without(engine):
    execution = engine.run("n.f")
    uri = engine.storage.put(engine.storage.uri("n", "f", execution.id, "say", "run") + "/x.txt", b"x")
    engine.delete(execution.id, logs=False, storage=False)
    with pytest.raises(wt.NotFoundError):
        engine.execution(execution.id)
    assert [entry.message for entry in engine.logs(execution=execution.id) if entry.level == "INFO"][-1] == "hello"
    assert engine.storage.exists(uri)
    other = engine.run("n.f")
    uri = engine.storage.put(engine.storage.uri("n", "f", other.id, "say", "run") + "/x.txt", b"x")
    engine.delete(other.id)
    assert not engine.logs(execution=other.id)
    assert not engine.storage.exists(uri)
    first, _ = waiting(engine)
    with pytest.raises(wt.StateError, match="has not ended"):
        engine.delete(first.id)


def test_many_are_changed_at_once_or_none(engine):
    failed = [engine.run("n.b") for _ in range(3)]
    good = engine.run("n.f")
    with pytest.raises(wt.StateError, match=f"{good.id} is SUCCESS"):
        engine.bulk("restart", ids=[*(each.id for each in failed), good.id])
    with pytest.raises(wt.NotFoundError):
        engine.bulk("restart", ids=[failed[0].id, "nobody"])
    assert {len(states(each)) for each in failed} == {3}
    assert engine.bulk("restart", ids=[each.id for each in failed]) == 3
    engine.settle(5)
    assert {states(engine.execution(each.id))[3] for each in failed} == {"RESTARTED"}


def test_many_are_named_by_a_query_and_take_arguments(engine):
    for _ in range(3):
        engine.run("n.b", labels={"day": "1"})
    engine.run("n.b", labels={"day": "2"})
    assert engine.bulk("change_state", query={"flow": "n.b", "labels": {"day": "1"}}, state="WARNING") == 3
    assert [each.state.value for each in engine.executions(flow="n.b")] == ["FAILED", "WARNING", "WARNING", "WARNING"]
    assert engine.bulk("delete", query={"namespace": "n", "state": "WARNING"}, logs=False) == 3
    assert engine.bulk("set_labels", query={"namespace": "n"}, labels={"seen": "yes"}) == 1
    with pytest.raises(wt.NotFoundError, match="no operation 'run'"):
        engine.bulk("run", ids=[])
    with pytest.raises(wt.StateError, match="`ids`"):
        engine.bulk("delete")


def test_what_a_flow_runs_after_its_end_must_be_over_before_the_execution_is_changed(engine):
    engine.deploy(PLAIN.replace("id: f", "id: late") + f"afterExecution: [{{id: w, type: {CORE}.flow.Pause}}]")
    execution = engine.run("n.late", wait=False)
    engine.settle(5)
    for call in (lambda: engine.delete(execution.id), lambda: engine.set_labels(execution.id, {"a": "b"})):
        with pytest.raises(wt.StateError, match="after its end"):
            call()


def test_a_name_that_is_no_state_and_a_query_of_something_unknown_are_refused(engine):
    execution = engine.run("n.f")
    for call in (
        lambda: engine.executions(state="DONE"),
        lambda: engine.change_state(execution.id, "DONE"),
        lambda: engine.set_state(execution.id, execution.task_runs[0].id, "DONE"),
        lambda: engine.unqueue(execution.id, "DONE"),
    ):
        with pytest.raises(wt.InputError, match="no state 'DONE'"):
            call()
    with pytest.raises(wt.InputError, match="knows no 'flows'"):
        engine.bulk("delete", query={"flows": "n.f"})
    assert engine.bulk("delete", ids=execution.id) == 1
