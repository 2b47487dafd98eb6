"""Listeners and `afterExecution`: what runs when the state of an execution is final."""

from __future__ import annotations

import pytest

import wavetank as wt

FLOW = """
id: f
namespace: n
tasks:
  - {id: a, type: io.kestra.plugin.core.debug.Return, format: x}
%s
"""
LISTENERS = """
listeners:
  - conditions: [{type: io.kestra.plugin.core.condition.ExecutionStatus, in: [FAILED]}]
    tasks: [{id: failed, type: io.kestra.plugin.core.debug.Return, format: x}]
  - conditions: [{type: io.kestra.plugin.core.condition.Expression, expression: "{{ outputs.a.value == 'x' }}"}]
    tasks: [{id: right, type: io.kestra.plugin.core.debug.Return, format: "{{ execution.state }}"}]
  - conditions: [{type: io.kestra.plugin.core.condition.Expression, expression: "{{ outputs.b.value == 'x' }}"}]
    tasks: [{id: broken, type: io.kestra.plugin.core.debug.Return, format: x}]
"""
WAIT = "{id: a, type: io.kestra.plugin.core.flow.Sleep, duration: PT1M}"
SLOW_REPORT = """
afterExecution:
  - {id: wait, type: io.kestra.plugin.core.flow.Sleep, duration: PT1H}
  - {id: report, type: io.kestra.plugin.core.debug.Return, format: "{{ execution.state }}"}
"""


def test_the_listeners_run_whose_conditions_hold():
    with wt.Engine() as engine:
        engine.deploy(FLOW % LISTENERS)
        run = engine.run("n.f")
        assert run.state == "SUCCESS"
        assert [each.task_id for each in run.task_runs] == ["a", "right"]
        assert run["right"]["value"] == "SUCCESS"
        assert any("Listener 3" in entry.message for entry in run.logs)


def test_listeners_are_given_back_as_they_were_written():
    with wt.Engine() as engine:
        assert len(engine.deploy(FLOW % LISTENERS).to_dict()["listeners"]) == 3


def test_what_runs_after_the_end_goes_on_in_the_next_engine(tmp_path):
    clock = wt.lab.VirtualClock("2024-06-15T10:00:00Z")
    with wt.Engine(home=tmp_path, clock=clock) as engine:
        engine.deploy(FLOW % SLOW_REPORT)
        run = engine.run("n.f", wait=False)
        engine.settle()
        present = engine.execution(run.id)
        assert present.state == "SUCCESS"
        assert present.ended is None
    with wt.Engine(home=tmp_path, clock=clock) as engine:
        clock.advance(3600)
        ended = engine.execution(run.id).wait(10)
        assert ended["report"]["value"] == "SUCCESS"
        assert ended.ended is not None


def test_a_kill_stops_what_runs_after_the_end_and_the_execution_stays_as_it_ended():
    clock = wt.lab.VirtualClock("2024-06-15T10:00:00Z")
    with wt.Engine(clock=clock) as engine:
        engine.deploy(FLOW % SLOW_REPORT)
        run = engine.run("n.f", wait=False)
        engine.settle()
        ended = engine.kill(run.id).wait(10)
        assert ended.state == "SUCCESS"
        assert [(each.task_id, each.state) for each in ended.task_runs] == [("a", "SUCCESS"), ("wait", "KILLED")]
        with pytest.raises(wt.WavetankError, match="SUCCESS; there is nothing to kill"):
            engine.kill(run.id)


def test_the_next_execution_in_the_queue_begins_when_the_one_before_has_ended_whatever_runs_after_it():
    clock = wt.lab.VirtualClock("2024-06-15T10:00:00Z")
    with wt.Engine(clock=clock) as engine:
        text = (FLOW % SLOW_REPORT).replace("{id: a, type: io.kestra.plugin.core.debug.Return, format: x}", WAIT)
        engine.deploy(text + "concurrency: {limit: 1}")
        first, second = (engine.run("n.f", wait=False) for _ in range(2))
        engine.settle()
        assert (engine.execution(first.id).state, engine.execution(second.id).state) == ("RUNNING", "QUEUED")
        clock.advance(60)
        engine.settle()
        assert (engine.execution(first.id).state, engine.execution(second.id).state) == ("SUCCESS", "RUNNING")
        assert engine.execution(first.id).ended is None


def test_a_pause_after_the_end_shows_that_it_waits_and_is_resumed():
    with wt.Engine() as engine:
        engine.deploy(FLOW % "afterExecution:\n  - {id: ask, type: io.kestra.plugin.core.flow.Pause}")
        run = engine.run("n.f", wait=False)
        engine.settle()
        present = engine.execution(run.id)
        assert (present.state, present.ended) == ("SUCCESS", None)
        assert "task ask, which runs after the end, is paused" in repr(present)
        assert "task ask, which runs after the end, is paused" in present._repr_html_()
        with pytest.raises(wt.WavetankError, match=r"is SUCCESS, and after 0\.01 s task ask, .* is paused"):
            run.wait(0.01)
        engine.resume(run.id)
        assert "paused" not in repr(run.wait(10))
