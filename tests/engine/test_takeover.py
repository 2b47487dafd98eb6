from __future__ import annotations

import asyncio
import threading

import pytest

import wavetank as wt
from wavetank.model.state import State

from .clocked import CORE, flow

CALL = {"id": "call", "type": "wavetank.Call", "function": "waits_once"}
SLEEP = {"id": "sleep", "type": CORE + "flow.Sleep", "duration": "PT1H"}


@pytest.fixture
def engine(tmp_path):
    with wt.Engine(tmp_path / "home") as engine:
        yield engine


@pytest.fixture
def began():
    return threading.Event()


@pytest.fixture
def calls(began):
    """What happened in the calls of a function that waits for ever when it is called for the first time."""
    seen = []

    async def waits_once():
        seen.append("begun")
        began.set()
        if len(seen) > 1:
            return
        try:
            await asyncio.Event().wait()
        finally:
            seen.append("stopped")

    wt.task(waits_once)
    return seen


def begin_anew(engine, *executions):
    return engine.portal.call(engine.runtime.takeover.begin_anew, [one.id for one in executions])


def test_what_an_execution_does_is_stopped_before_it_begins_anew(engine, calls, began):
    engine.deploy(flow("f", tasks=[CALL]))
    execution = engine.run("n.f", wait=False)
    assert began.wait(10)
    assert begin_anew(engine, execution) == 1
    assert execution.wait(10).state is State.SUCCESS
    assert calls == ["begun", "stopped", "begun"]
    assert [attempt.cut for attempt in execution.task_runs[0].attempts] == [True, False]


def test_whoever_waits_for_an_execution_that_begins_anew_waits_for_its_end(engine, calls, began):
    engine.deploy(flow("f", tasks=[CALL]))
    execution = engine.run("n.f", wait=False)
    assert began.wait(10)

    async def wait_and_begin_anew():
        waiting = asyncio.ensure_future(engine.runtime.conductor.ended(execution.id))
        await asyncio.sleep(0)
        await engine.runtime.takeover.begin_anew([execution.id])
        await waiting
        return engine.runtime.archive.summary(execution.id).state

    assert engine.portal.call(wait_and_begin_anew) is State.SUCCESS


def test_an_execution_that_has_ended_does_not_begin_anew(engine):
    engine.deploy(flow("f"))
    execution = engine.run("n.f")
    assert begin_anew(engine, execution) == 0
    assert len(execution.task_runs[0].attempts) == 1


def test_a_task_that_is_about_to_begin_does_so_once(engine):
    engine.deploy(flow("f", tasks=[SLEEP]))

    async def create_and_begin_anew():
        made = await engine.runtime.launches.create("n.f", {}, {})
        await engine.runtime.takeover.begin_anew([made])
        return made

    made = engine.portal.call(create_and_begin_anew)
    engine.settle(5)
    assert len(engine.runtime._dispatcher._beside[made]) == 1
    engine.kill(made)


@pytest.mark.parametrize("removed", [False, True])
def test_a_queue_whose_places_were_free_when_the_engine_died_goes_on(tmp_path, removed):
    pause = {"id": "wait", "type": CORE + "flow.Pause"}
    with wt.Engine(tmp_path / "home") as engine:
        engine.deploy(flow("f", tasks=[pause], concurrency={"limit": 1, "behavior": "QUEUE"}))
        holder, waiting = (engine.run("n.f", wait=False) for _ in range(2))
        engine.settle()
        # As when the process dies between the end of the one and the beginning of the other.
        engine.runtime.conductor.release = lambda _: None
        engine.kill(holder.id)
        assert engine.execution(waiting.id).state is State.QUEUED
        if removed:
            engine.remove("n.f")
    with wt.Engine(tmp_path / "home") as engine:
        engine.settle()
        assert engine.execution(waiting.id).state is State.PAUSED
