"""Histories are read in worker threads: a long one keeps neither events nor other executions waiting."""

from __future__ import annotations

import asyncio
import threading

import pytest

import wavetank as wt
from wavetank.model.state import State

from .clocked import CORE, flow

FAILS = [{"id": "fail", "type": CORE + "execution.Fail"}]
PAUSE = [{"id": "wait", "type": CORE + "flow.Pause"}]


@pytest.fixture
def engine():
    with wt.Engine() as engine:
        yield engine


def reading_threads(store, monkeypatch):
    """The threads in which histories are read from now on."""
    found, records = set(), type(store).records

    def noted(self, execution_id):
        found.add(threading.get_ident())
        return records(self, execution_id)

    monkeypatch.setattr(type(store), "records", noted)
    return found


async def loop_thread():
    return threading.get_ident()


@pytest.mark.parametrize(
    "change",
    [
        lambda engine, run: engine.restart(run.id),
        lambda engine, run: engine.replay(run.id),
        lambda engine, run: engine.set_state(run.id, run.task_runs[0].id, "SUCCESS"),
        lambda engine, run: engine.change_state(run.id, "WARNING"),
        lambda engine, run: engine.set_labels(run.id, {"a": "b"}),
    ],
)
def test_a_change_by_hand_reads_no_history_on_the_loop(engine, monkeypatch, change):
    engine.deploy(flow("f", tasks=FAILS))
    run = engine.run("n.f")
    found = reading_threads(engine.runtime.surroundings.store, monkeypatch)
    change(engine, run)
    assert found
    assert engine.portal.call(loop_thread) not in found


def test_a_takeover_reads_no_history_on_the_loop(tmp_path, monkeypatch):
    with wt.Engine(tmp_path / "home") as engine:
        engine.deploy(flow("f", tasks=PAUSE))
        runs = [engine.run("n.f", wait=False) for _ in range(3)]
        engine.settle()
        found = reading_threads(engine.runtime.surroundings.store, monkeypatch)
    with wt.Engine(tmp_path / "home") as engine:
        assert found
        assert engine.portal.call(loop_thread) not in found
        assert [engine.resume(run.id).wait(10).state for run in runs] == [State.SUCCESS] * 3


def test_restarts_that_are_asked_for_at_once_come_one_after_another_or_are_refused(engine):
    engine.deploy(flow("f", tasks=FAILS))
    run = engine.run("n.f")

    async def at_once():
        restart = engine.runtime.reruns.restart
        return await asyncio.gather(*(restart(run.id) for _ in range(3)), return_exceptions=True)

    outcomes = engine.portal.call(at_once)
    done = [each for each in outcomes if not isinstance(each, wt.StateError)]
    assert done
    assert run.wait(10).state is State.FAILED
    states = [change.state for change in run.history]
    assert states.count(State.RESTARTED) == len(done)
    assert states.count(State.FAILED) == len(done) + 1
    assert engine.trouble == ""


def test_labels_that_are_set_at_once_are_all_kept(engine):
    engine.deploy(flow("f"))
    run = engine.run("n.f")

    async def at_once():
        await asyncio.gather(*(engine.runtime.upkeep.set_labels(run.id, {name: "x"}) for name in "abc"))

    engine.portal.call(at_once)
    assert {name: value for name, value in engine.execution(run.id).labels.items() if name in "abc"} == dict.fromkeys(
        "abc", "x"
    )
