"""The places that `concurrency` gives, in a queue of any length."""

from __future__ import annotations

import pytest
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


FAILING = """
id: g
namespace: n
concurrency: {limit: 1, behavior: %s}
tasks:
  - {id: fail, type: io.kestra.plugin.core.execution.Fail, condition: "{{ taskrun.attemptsCount == 0 }}"}
  - {id: wait, type: io.kestra.plugin.core.flow.Pause}
"""


def one_failed_and_one_at_work(engine, behavior):
    engine.deploy(FAILING % behavior)
    failed = engine.run("n.g")
    other = engine.run("n.g", wait=False)
    engine.restart(other.wait(10).id)
    engine.settle()
    return failed, other


def test_an_execution_that_is_restarted_waits_for_a_place():
    with wt.Engine() as engine:
        failed, other = one_failed_and_one_at_work(engine, "QUEUE")
        engine.restart(failed.id)
        engine.settle()
        assert engine.execution(failed.id).state is State.QUEUED
        engine.kill(other.id)
        engine.settle()
        states = [each.state for each in engine.execution(failed.id).history]
        assert states == ["CREATED", "RUNNING", "FAILED", "RESTARTED", "QUEUED", "RUNNING", "PAUSED"]


def test_a_restarted_execution_that_is_taken_out_of_the_queue_leaves_no_open_task_run():
    with wt.Engine() as engine:
        failed, _ = one_failed_and_one_at_work(engine, "QUEUE")
        engine.restart(failed.id)
        engine.unqueue(failed.id, "CANCELLED")
        ended = engine.execution(failed.id)
        assert (ended.state, [run.state for run in ended.task_runs]) == ("CANCELLED", ["KILLED"])


def test_a_restart_is_refused_where_there_is_no_place_and_no_queue():
    with wt.Engine() as engine:
        failed, other = one_failed_and_one_at_work(engine, "CANCEL")
        with pytest.raises(wt.WavetankError, match="no place, and no queue"):
            engine.restart(failed.id)
        assert engine.execution(failed.id).state is State.FAILED
        engine.kill(other.id)
        assert engine.restart(failed.id).id == failed.id


def test_a_replay_from_a_task_of_what_failed_waits_for_a_place():
    with wt.Engine() as engine:
        failed, other = one_failed_and_one_at_work(engine, "QUEUE")
        again = engine.replay(failed.id, from_task="fail")
        engine.settle()
        assert engine.execution(again.id).state is State.QUEUED
        engine.kill(other.id)
        engine.settle()
        assert engine.execution(again.id).state is not State.QUEUED


def test_looking_for_a_free_place_costs_the_same_however_long_the_queue_is():
    costs = []
    for count in (5, 50):
        with wt.Engine() as engine:
            flow, _ = queued(engine, count)
            with OperationCount() as counted:
                engine.runtime.conductor.release(flow)
            costs.append(counted.count)
    assert costs[0] == costs[1] > 0
