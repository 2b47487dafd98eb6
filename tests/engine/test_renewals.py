"""`behavior: CREATE_NEW_EXECUTION`: another execution takes the place of one that has failed."""

from __future__ import annotations

import pytest

import wavetank as wt

FLOW = """
id: f
namespace: n
labels: {kept: "yes"}
inputs: [{id: word, type: STRING, defaults: x}]
tasks:
  - id: p
    type: io.kestra.plugin.core.flow.Parallel
    tasks:
      - id: fails
        type: io.kestra.plugin.core.execution.Fail
        retry: {type: constant, interval: PT1H, behavior: CREATE_NEW_EXECUTION, %s}
      - {id: beside, type: io.kestra.plugin.core.flow.Sleep, duration: PT1M}
  - {id: next, type: io.kestra.plugin.core.debug.Return, format: x}
errors:
  - {id: tell, type: io.kestra.plugin.core.debug.Return, format: x}
"""


@pytest.fixture
def clock():
    return wt.lab.VirtualClock("2024-06-15T10:00:00Z")


def chain(engine):
    return list(reversed(list(engine.executions("n.f", limit=None))))


def test_each_failed_execution_is_retried_by_another_until_the_attempts_are_used_up(clock):
    with wt.Engine(clock=clock) as engine:
        engine.deploy(FLOW % "maxAttempt: 3")
        engine.run("n.f", {"word": "hello"}, {"mine": "1"}, wait=False)
        clock.advance(3 * 3600)
        engine.settle()
        first, second, third = chain(engine)
        assert [each.state for each in (first, second, third)] == ["RETRIED", "RETRIED", "FAILED"]
        assert third.inputs["word"] == "hello"
        assert third.labels["mine"] == "1"
        assert (second.parent, third.parent) == (first.id, second.id)
        assert third.original_id == second.original_id == first.id
        assert [(run.task_id, run.state) for run in first.task_runs] == [
            ("p", "RETRIED"),
            ("fails", "RETRIED"),
            ("beside", "SUCCESS"),
        ]
        assert [run.task_id for run in third.task_runs] == ["p", "fails", "beside", "tell"]
        assert "Task fails failed" in first.error


def test_the_time_since_the_first_execution_limits_the_chain(clock):
    with wt.Engine(clock=clock) as engine:
        engine.deploy(FLOW % "maxDuration: PT150M")
        engine.run("n.f", wait=False)
        clock.advance(9 * 3600)
        engine.settle()
        assert [each.state for each in chain(engine)] == ["RETRIED", "RETRIED", "FAILED"]


def test_the_next_execution_waits_for_its_date_also_in_the_next_engine(clock, tmp_path):
    with wt.Engine(home=tmp_path, clock=clock) as engine:
        engine.deploy(FLOW % "maxAttempt: 2")
        engine.run("n.f", wait=False)
        clock.advance(600)
        engine.settle()
        assert [each.state for each in chain(engine)] == ["RETRIED", "CREATED"]
    with wt.Engine(home=tmp_path, clock=clock) as engine:
        engine.settle()
        assert [each.state for each in chain(engine)] == ["RETRIED", "CREATED"]
        clock.advance(3600)
        engine.settle()
        assert [each.state for each in chain(engine)] == ["RETRIED", "FAILED"]


def test_a_task_with_allow_failure_is_retried_by_its_own_retry_only(clock):
    text = """
id: f
namespace: n
retry: {type: constant, interval: PT1S, maxAttempt: 3}
tasks:
  - {id: fails, type: io.kestra.plugin.core.execution.Fail, allowFailure: true}
"""
    with wt.Engine(clock=clock) as engine:
        engine.deploy(text)
        run = engine.run("n.f")
        assert run.state == "WARNING"
        assert len(run.task_runs[0].attempts) == 1


def test_an_execution_that_is_killed_before_it_is_retried_is_not_retried(clock):
    with wt.Engine(clock=clock) as engine:
        engine.deploy(FLOW % "maxAttempt: 3")
        failing = engine.run("n.f", wait=False)
        engine.settle()
        assert failing.task_runs[1].state == "RETRIED"
        engine.kill(failing.id)
        clock.advance(3 * 3600)
        engine.settle()
        assert [each.state for each in chain(engine)] == ["KILLED"]
