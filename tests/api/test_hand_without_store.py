"""What is asked of executions while the home cannot be written: it is said, and nothing hangs."""

from __future__ import annotations

import pytest

import wavetank as wt
from wavetank.model.state import State

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
