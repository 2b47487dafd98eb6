from __future__ import annotations

import threading
from datetime import timedelta
from typing import ClassVar

import pytest

import wavetank as wt
from wavetank.abc.runnable_task import RunnableTask
from wavetank.api.assembly import REGISTRY
from wavetank.model.task import Task

from .clocked import CORE, START, flow


class Held(Task, RunnableTask):
    """Works in a thread until the test lets it go."""

    free: ClassVar[threading.Event] = threading.Event()

    def run(self, context):
        assert Held.free.wait(10)


@pytest.fixture(autouse=True)
def held():
    REGISTRY.register("test.Held", Held)
    Held.free.clear()
    yield Held.free
    Held.free.set()


def test_an_engine_without_work_is_at_rest():
    with wt.Engine() as engine:
        engine.settle(5)


def test_it_waits_for_what_works_in_a_thread_and_says_what_did_not_end(clocked, held):
    clocked.deploy(flow("f", tasks=[{"id": "work", "type": "test.Held"}]))
    execution = clocked.run("n.f", wait=False)
    with pytest.raises(wt.TimeoutExceededError, match="task run"):
        clocked.settle(0.05)
    held.set()
    clocked.settle()
    assert execution.state == "SUCCESS"


def test_what_waits_for_a_later_time_does_not_count(clocked, clock):
    sleep = {"id": "sleep", "type": CORE + "flow.Sleep", "duration": "PT1H"}
    pause = {"id": "pause", "type": CORE + "flow.Pause", "pauseDuration": "P1D"}
    clocked.deploy(flow("f", tasks=[sleep, pause]))
    execution = clocked.run("n.f", wait=False)
    clocked.settle(5)
    assert execution.state == "RUNNING"
    clock.advance(timedelta(hours=1))
    assert execution.state == "PAUSED"
    clock.advance(timedelta(days=1))
    assert (execution.state, execution.ended) == ("SUCCESS", START + timedelta(days=1, hours=1))


def test_retries_take_their_pauses_from_the_clock(clocked, clock):
    retry = {"type": "constant", "interval": "PT10M", "maxAttempt": 3}
    fail = {"id": "fail", "type": CORE + "execution.Fail", "retry": retry}
    clocked.deploy(flow("f", tasks=[fail]))
    execution = clocked.run("n.f", wait=False)
    clock.advance(timedelta(minutes=20))
    assert execution.state == "FAILED"
    assert execution.ended == START + timedelta(minutes=20)


def test_two_engines_may_share_a_clock():
    clock = wt.lab.VirtualClock(START)
    sleep = {"id": "sleep", "type": CORE + "flow.Sleep", "duration": "PT1H"}
    with wt.Engine(clock=clock) as one, wt.Engine(clock=clock) as other:
        runs = []
        for engine in (one, other):
            engine.deploy(flow("f", tasks=[sleep]))
            runs.append(engine.run("n.f", wait=False))
        clock.advance(timedelta(hours=1))
        assert [run.state for run in runs] == ["SUCCESS", "SUCCESS"]


def test_a_stopped_engine_holds_no_clock_up():
    clock = wt.lab.VirtualClock(START)
    with wt.Engine(clock=clock) as engine:
        engine.deploy(flow("f"))
    clock.advance(10)
    assert clock.now() == START + timedelta(seconds=10)
