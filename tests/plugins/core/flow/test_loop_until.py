from __future__ import annotations

import pytest

import wavetank as wt

CORE = "io.kestra.plugin.core"
LOOP = """
id: f
namespace: n
tasks:
  - id: loop
    type: io.kestra.plugin.core.flow.LoopUntil
    condition: "{{ outputs.count.values.number == '%s' }}"
    checkFrequency: {interval: "{{ 'PT1H' }}", maxIterations: 5}
    failOnMaxReached: "{{ true }}"
    tasks:
      - id: count
        type: io.kestra.plugin.core.output.OutputValues
        values: {number: "{{ outputs.loop.iterationCount }}"}
"""


@pytest.fixture
def clock():
    return wt.lab.VirtualClock("2024-06-15T10:00:00Z")


def test_the_tasks_run_every_hour_until_the_condition_holds(clock):
    with wt.Engine(clock=clock) as engine:
        engine.deploy(LOOP % 3)
        run = engine.run("n.f", wait=False)
        engine.settle()
        assert engine.execution(run.id).state == "PAUSED"
        clock.advance(7200)
        engine.settle()
        ended = engine.execution(run.id)
        assert ended.state == "SUCCESS"
        assert [(each.task_id, each.iteration) for each in ended.task_runs] == [("loop", None), ("count", 2)]
        assert ended["loop"]["iterationCount"] == 3


def test_a_limit_that_is_reached_fails_the_task_and_says_which(clock):
    with wt.Engine(clock=clock) as engine:
        engine.deploy(LOOP % 9)
        run = engine.run("n.f", wait=False)
        clock.advance(5 * 3600)
        engine.settle()
        ended = engine.execution(run.id)
        assert ended.state == "FAILED"
        assert "maxIterations" in ended.task_runs[0].error
        assert any("maxIterations" in entry.message for entry in ended.logs)


def test_somebody_may_have_the_next_round_begin_now(clock):
    with wt.Engine(clock=clock) as engine:
        engine.deploy(LOOP % 2)
        run = engine.run("n.f", wait=False)
        engine.settle()
        engine.resume(run.id)
        engine.settle()
        assert engine.execution(run.id).state == "SUCCESS"


def test_a_condition_that_cannot_be_rendered_fails_the_task(clock):
    with wt.Engine(clock=clock) as engine:
        engine.deploy(LOOP.replace("outputs.count.values.number", "outputs.nothing") % 2)
        ended = engine.run("n.f")
        assert ended.state == "FAILED"
        assert "nothing" in ended.error


def test_a_loop_goes_on_after_a_restart_of_the_engine(clock, tmp_path):
    with wt.Engine(home=tmp_path, clock=clock) as engine:
        engine.deploy(LOOP % 2)
        run = engine.run("n.f", wait=False)
        engine.settle()
        assert engine.execution(run.id).state == "PAUSED"
    with wt.Engine(home=tmp_path, clock=clock) as engine:
        clock.advance(3600)
        engine.settle()
        assert engine.execution(run.id).state == "SUCCESS"


def test_wait_for_is_its_former_name():
    with wt.Engine() as engine:
        engine.deploy((LOOP % 1).replace("LoopUntil", "WaitFor"))
        assert engine.flows["n.f"].to_dict()["tasks"][0]["type"] == f"{CORE}.flow.LoopUntil"
        assert engine.run("n.f").state == "SUCCESS"
