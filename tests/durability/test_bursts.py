"""A burst of events: what is in memory is bounded, and nobody who waits for something else is starved."""

from __future__ import annotations

import asyncio
import json
import time
from http import HTTPStatus
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from tests.engine.clocked import CORE, flow

import wavetank as wt
from wavetank.engine import conductor
from wavetank.model.event import Event
from wavetank.model.state import State

HOOK = {"id": "hook", "type": CORE + "trigger.Webhook", "key": "open-sesame"}
PAUSE = {"id": "wait", "type": CORE + "flow.Pause"}
BURST, BATCH = 100_000, 500


@pytest.fixture
def engine(tmp_path):
    with wt.Engine(tmp_path / "home", config={"wavetank.server.port": 0}) as engine:
        yield engine


def resident_megabytes():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


@pytest.mark.timeout(300)
def test_a_hundred_thousand_events_at_once_are_taken_on_as_there_is_room(engine):
    """A source that has them all at hand gives the next batch when the one before is kept, as brokers do."""
    engine.deploy(flow("f", HOOK))
    before, most, waits = resident_megabytes(), [], []

    async def burst():
        runtime = engine.runtime
        watch = runtime.supervisor.watch("n.f", "hook")
        for first in range(0, BURST, BATCH):
            events = [Event(identities=(str(n),), variables={"n": n}) for n in range(first, first + BATCH)]
            await runtime._listening.receive(watch, events)
            most.append(len(runtime.conductor.live))

    future = engine.portal.begin(burst)
    while not future.done():
        begun = time.perf_counter()
        engine.executions(limit=1)
        sum(range(10_000))
        waits.append(time.perf_counter() - begun)
        time.sleep(0.01)
    future.result()
    grown = resident_megabytes() - before
    print(f"live at most {max(most)}, memory grown by {grown:.0f} MB, a cell waited at most {max(waits) * 1000:.0f} ms")
    assert max(most) <= conductor.MOST_LIVE + BATCH
    assert grown < 200
    assert sorted(waits)[len(waits) * 99 // 100] < 0.5
    engine.settle(120)
    assert len(engine.verdicts(limit=None)) == BURST


def test_sources_wait_while_too_many_executions_have_not_ended(engine, monkeypatch):
    monkeypatch.setattr(conductor, "MOST_LIVE", 10)
    engine.deploy(flow("f", HOOK, tasks=[PAUSE]))

    async def offer():
        runtime = engine.runtime
        watch = runtime.supervisor.watch("n.f", "hook")
        for n in range(20):
            await runtime._listening.receive(watch, [Event(identities=(str(n),), variables={})])

    future = engine.portal.begin(offer)
    while len(engine.executions(limit=None)) < 11:
        time.sleep(0.01)
    engine.settle()
    assert not future.done()
    assert len(engine.executions(limit=None)) == 11
    with pytest.raises(HTTPError) as caught:
        post(engine)
    caught.value.close()
    assert caught.value.code == HTTPStatus.SERVICE_UNAVAILABLE
    while not future.done():
        for execution in engine.executions(state=State.PAUSED):
            engine.resume(execution.id)
    assert len(engine.executions(limit=None)) == 20


def post(engine):
    request = Request(engine.triggers["n.f", "hook"].url, json.dumps({}).encode())
    with urlopen(request, timeout=20) as answer:
        return answer.status


def test_a_long_queue_costs_no_more_for_each_execution_than_a_short_one(engine):
    """Twice as many in the queue of a flow take about twice as long, not four times."""
    engine.deploy(flow("f", HOOK, concurrency={"limit": 2}))

    async def rush(first, count):
        runtime = engine.runtime
        written = runtime.flow("n.f")
        events = [Event(identities=(f"{first}/{n}",), variables={}) for n in range(count)]
        begun = time.perf_counter()
        await runtime.intake.receive(written, written.trigger("hook"), events)
        while runtime.conductor.live:  # noqa: ASYNC110 - all of them, whoever is the last
            await asyncio.sleep(0)
        return time.perf_counter() - begun

    engine.portal.call(rush, "warm", 200)
    short = min(engine.portal.call(rush, f"short{n}", 1000) for n in range(2))
    long = min(engine.portal.call(rush, f"long{n}", 4000) for n in range(2))
    assert long < short * 8
