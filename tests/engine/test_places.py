"""The places that `concurrency` gives, in a queue of any length."""

from __future__ import annotations

from tests.core.operation_count import OperationCount

import wavetank as wt
from wavetank.model.state import State

TEXT = """
id: f
namespace: n
concurrency: {limit: 2}
tasks:
  - {id: wait, type: io.kestra.plugin.core.flow.Pause}
"""


def queued(engine, count):
    """The flow with two executions that are paused, and some in its queue, in their order."""
    flow = engine.deploy(TEXT)
    made = [engine.run("n.f", wait=False).id for _ in range(count + 2)]
    engine.settle()
    return flow, made


def test_whoever_is_first_in_the_queue_takes_the_place_that_becomes_free():
    with wt.Engine() as engine:
        _, made = queued(engine, 2)
        engine.resume(made[0])
        engine.execution(made[0]).wait(10)
        engine.settle()
        assert [engine.execution(each).state for each in made] == [
            State.SUCCESS,
            State.PAUSED,
            State.PAUSED,
            State.QUEUED,
        ]
        for each in made[1:3]:
            engine.kill(each)
        engine.settle()
        assert engine.execution(made[3]).state is State.PAUSED


def test_looking_for_a_free_place_costs_the_same_however_long_the_queue_is():
    costs = []
    for count in (5, 50):
        with wt.Engine() as engine:
            flow, _ = queued(engine, count)
            with OperationCount() as counted:
                engine.runtime.conductor.release(flow)
            costs.append(counted.count)
    assert costs[0] == costs[1] > 0
