"""What is asked of executions while the home cannot be written: it is said, and nothing hangs."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

import wavetank as wt
from wavetank.model.state import State

THREE_HOURS_AGO = datetime.now(UTC) - timedelta(hours=3)
CORE = "io.kestra.plugin.core"


@pytest.fixture
def engine():
    with wt.Engine() as engine:
        engine.deploy(f"id: f\nnamespace: n\ntasks: [{{id: p, type: {CORE}.flow.Pause}}]")
        engine.deploy(f"id: b\nnamespace: n\ntasks: [{{id: no, type: {CORE}.execution.Fail}}]")
        yield engine


@pytest.fixture
def broken(engine, monkeypatch):
    """Breaks the store of the engine, from the next commit on."""

    def fail(transaction):
        raise wt.StoreError("The disk is full.")

    return lambda: monkeypatch.setattr(engine.runtime.surroundings.store, "commit", fail)


def test_operations_are_refused_once_the_store_is_known_to_fail_and_nothing_is_done(engine, broken, caplog):
    paused, failed = engine.run("n.f", wait=False), engine.run("n.b")
    engine.settle(5)
    broken()
    with pytest.raises(wt.StoreError, match="as soon as"):
        engine.set_labels(failed.id, {"a": "b"})
    for call in (
        lambda: engine.resume(paused.id),
        lambda: engine.restart(failed.id),
        lambda: engine.replay(failed.id),
        lambda: engine.set_state(failed.id, failed.task_runs[0].id, "SUCCESS"),
        lambda: engine.change_state(failed.id, "WARNING"),
        lambda: engine.delete(failed.id),
    ):
        with pytest.raises(wt.StoreError, match="Nothing was done"):
            call()
    assert engine.restart(failed.id, dry_run=True).state is State.RESTARTED
    assert "The disk is full." in caplog.text


BY_HAND = {
    "pause": lambda engine: engine.pause_trigger("n.s", "hourly"),
    "resume": lambda engine: engine.resume_trigger("n.s", "hourly"),
    "set": lambda engine: engine.set_trigger("n.s", "hourly", disabled=True),
    "backfill": lambda engine: engine.backfill("n.s", "hourly", THREE_HOURS_AGO),
    "pause backfill": lambda engine: engine.pause_backfill("n.s", "hourly"),
    "resume backfill": lambda engine: engine.resume_backfill("n.s", "hourly"),
    "end backfill": lambda engine: engine.delete_backfill("n.s", "hourly"),
}


@pytest.mark.parametrize("call", BY_HAND.values(), ids=BY_HAND)
def test_what_is_asked_of_a_trigger_says_that_the_store_fails_and_is_done_when_it_works_again(
    engine, broken, monkeypatch, caplog, call
):
    schedule = f"triggers: [{{id: hourly, type: {CORE}.trigger.Schedule, cron: '0 * * * *'}}]"
    engine.deploy(f"id: s\nnamespace: n\ntasks: [{{id: p, type: {CORE}.flow.Pause}}]\n{schedule}")
    engine.backfill("n.s", "hourly", THREE_HOURS_AGO)
    engine.pause_backfill("n.s", "hourly")
    engine.settle(10)
    if call is BY_HAND["backfill"]:
        engine.delete_backfill("n.s", "hourly")
    before = trigger_state(engine)
    broken()
    with pytest.raises(wt.StoreError, match="as soon as"):
        call(engine)
    with pytest.raises(wt.StoreError, match="Nothing was done"):
        call(engine)
    assert trigger_state(engine) == before
    monkeypatch.undo()
    engine.settle(10)
    # These find it as they would have it.
    assert trigger_state(engine) != before or call in (BY_HAND["resume"], BY_HAND["pause backfill"])
    assert "The disk is full." in caplog.text


def trigger_state(engine):
    """What the store holds of the trigger."""
    (state,) = engine.runtime.surroundings.store.triggers("n", "s")
    return state


def test_a_kill_stops_what_runs_and_says_that_it_is_not_on_disk_yet(engine, broken, monkeypatch, caplog):
    paused = engine.run("n.f", wait=False)
    engine.settle(5)
    broken()
    with pytest.raises(wt.StoreError, match="as soon as"):
        engine.kill(paused.id)
    assert paused.state is State.PAUSED
    monkeypatch.undo()
    assert paused.wait(10).state is State.KILLED
    assert "The disk is full." in caplog.text


def test_a_replay_that_waits_for_the_store_runs_as_soon_as_that_works(engine, broken, monkeypatch, caplog):
    former = engine.run("n.b")
    broken()
    with pytest.raises(wt.StoreError, match="as soon as"):
        engine.replay(former.id)
    monkeypatch.undo()
    engine.settle(10)
    replay = engine.executions("n.b")[0]
    assert replay.id != former.id
    assert replay.wait(10).state is State.FAILED
    assert "The disk is full." in caplog.text


def test_a_flow_that_a_task_started_runs_though_the_task_gave_up_before_it_was_on_disk(engine, monkeypatch, caplog):
    engine.deploy(f"id: child\nnamespace: n\ntasks: [{{id: say, type: {CORE}.debug.Return, format: x}}]")
    engine.deploy(
        f"id: parent\nnamespace: n\ntasks: [{{id: sub, type: {CORE}.flow.Subflow, namespace: n, flowId: child,"
        " wait: true, timeout: PT0.1S}]"
    )
    commit = engine.runtime.surroundings.store.commit

    def fail_for_child(transaction):
        if any(creation.summary.flow_id == "child" for creation in transaction.creations):
            raise wt.StoreError("The disk is full.")
        return commit(transaction)

    monkeypatch.setattr(engine.runtime.surroundings.store, "commit", fail_for_child)
    # It is on disk itself; whoever made it may be told all the same that the home fails.
    with suppress(wt.StoreError):
        engine.run("n.parent", wait=False)
    parent = engine.executions("n.parent")[0]
    live = engine.runtime.conductor.live
    deadline = time.monotonic() + 10
    while live[parent.id].progress.state.state is not State.FAILED:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    monkeypatch.undo()
    assert parent.wait(10).state is State.FAILED
    engine.settle(10)
    assert [each.state for each in engine.executions("n.child")] == [State.SUCCESS]
    assert "The disk is full." in caplog.text


def test_a_run_that_is_waited_for_says_that_the_store_began_to_fail_and_goes_on_after_that(engine, monkeypatch, caplog):
    engine.deploy(f"id: two\nnamespace: n\ntasks: [{{id: say, type: {CORE}.debug.Return, format: x}}]")
    commit = engine.runtime.surroundings.store.commit

    def fail_after_the_creation(transaction):
        if not transaction.creations:
            raise wt.StoreError("The disk is full.")
        return commit(transaction)

    monkeypatch.setattr(engine.runtime.surroundings.store, "commit", fail_after_the_creation)
    with pytest.raises(wt.StoreError, match=r"The disk is full\..*is done as soon as that works"):
        engine.run("n.two", timeout=None)
    monkeypatch.undo()
    (execution,) = engine.executions("n.two")
    engine.settle(10)
    assert execution.wait(10).state is State.SUCCESS
    assert "The disk is full." in caplog.text


def test_whoever_waits_for_an_execution_is_told_when_the_store_fails(engine, broken, monkeypatch, caplog):
    paused = engine.run("n.f", wait=False)
    engine.settle(5)
    broken()
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(paused.wait, 30)
        with pytest.raises(wt.StoreError, match="as soon as"):
            engine.resume(paused.id)
        with pytest.raises(wt.StoreError, match="is done as soon as that works"):
            waiting.result()
    monkeypatch.undo()
    engine.settle(10)
    assert paused.wait(10).state is State.SUCCESS
    assert "The disk is full." in caplog.text


def test_a_deployment_that_meets_the_fault_says_so_and_takes_its_place_after_that(engine, broken, monkeypatch, caplog):
    broken()
    new = f"id: b\nnamespace: n\ntasks: [{{id: yes, type: {CORE}.debug.Return, format: x}}]"
    with pytest.raises(wt.StoreError, match="is done as soon as that works"):
        engine.deploy(new)
    assert engine.flows["n.b"].revision == 1
    with pytest.raises(wt.StoreError, match="Nothing was done"):
        engine.deploy(new)
    monkeypatch.undo()
    engine.settle(10)
    assert engine.flows["n.b"].revision == 2
    assert engine.run("n.b").state is State.SUCCESS
    assert "The disk is full." in caplog.text


def test_a_removal_that_meets_the_fault_says_so_and_is_kept_after_that(engine, broken, monkeypatch, caplog):
    broken()
    with pytest.raises(wt.StoreError, match="is done as soon as that works"):
        engine.remove("n.b")
    with pytest.raises(wt.StoreError, match="Nothing was done"):
        engine.remove("n.f")
    monkeypatch.undo()
    engine.settle(10)
    assert list(engine.flows) == ["n.f"]
    assert [stored.id for stored in engine.runtime.surroundings.store.flows()] == ["f"]
    assert "The disk is full." in caplog.text
