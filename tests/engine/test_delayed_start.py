"""Executions that are created now and begin at a date."""

from __future__ import annotations

from datetime import datetime

import pytest

import wavetank as wt

FLOW = """
id: f
namespace: n
%s
tasks:
  - {id: a, type: io.kestra.plugin.core.flow.Sleep, duration: PT1M}
"""
PARENT = """
id: parent
namespace: n
tasks:
  - {id: child, type: io.kestra.plugin.core.flow.Subflow, namespace: n, flowId: f, %s}
"""
DATE = "2024-06-15T12:00:00Z"


@pytest.fixture
def clock():
    return wt.lab.VirtualClock("2024-06-15T10:00:00Z")


def states(execution):
    return [change.state for change in execution.history]


def test_an_execution_stays_created_until_its_date(clock):
    with wt.Engine(clock=clock) as engine:
        engine.deploy(FLOW % "")
        run = engine.run("n.f", wait=False, schedule_date=DATE)
        clock.advance(7199)
        engine.settle()
        assert states(engine.execution(run.id)) == ["CREATED"]
        clock.advance(61)
        engine.settle()
        ended = engine.execution(run.id)
        assert states(ended) == ["CREATED", "RUNNING", "SUCCESS"]
        assert ended.history[1].date == ended.schedule_date == datetime.fromisoformat(DATE)


def test_a_date_that_has_passed_begins_at_once(clock):
    with wt.Engine(clock=clock) as engine:
        engine.deploy(FLOW % "")
        run = engine.run("n.f", wait=False, schedule_date=datetime.fromisoformat("2024-06-15T09:00:00Z"))
        engine.settle()
        assert engine.execution(run.id).state == "RUNNING"


def test_the_date_is_kept_by_the_next_engine(clock, tmp_path):
    with wt.Engine(home=tmp_path, clock=clock) as engine:
        engine.deploy(FLOW % "")
        run = engine.run("n.f", wait=False, schedule_date=DATE)
    with wt.Engine(home=tmp_path, clock=clock) as engine:
        engine.settle()
        assert engine.execution(run.id).state == "CREATED"
        clock.advance(7261)
        engine.settle()
        assert engine.execution(run.id).state == "SUCCESS"


def test_the_limit_of_the_flow_holds_at_the_date(clock):
    with wt.Engine(clock=clock) as engine:
        engine.deploy(FLOW % "concurrency: {limit: 1}")
        run = engine.run("n.f", wait=False, schedule_date=DATE)
        clock.advance(7170)
        engine.run("n.f", wait=False)
        clock.advance(120)
        engine.settle()
        assert states(engine.execution(run.id)) == ["CREATED", "QUEUED", "RUNNING", "SUCCESS"]


def test_an_execution_that_waits_for_its_date_can_be_killed(clock):
    with wt.Engine(clock=clock) as engine:
        engine.deploy(FLOW % "")
        run = engine.run("n.f", wait=False, schedule_date=DATE)
        engine.kill(run.id)
        clock.advance(9000)
        engine.settle()
        assert states(engine.execution(run.id)) == ["CREATED", "KILLING", "KILLED"]


@pytest.mark.parametrize(("given", "cause"), [("soon", "no date"), ("2024-06-15T12:00:00", "no zone")])
def test_what_is_no_moment_is_refused(clock, given, cause):
    with wt.Engine(clock=clock) as engine:
        engine.deploy(FLOW % "")
        with pytest.raises(wt.InputError, match=cause):
            engine.run("n.f", schedule_date=given)
        assert len(engine.executions()) == 0


def test_a_subflow_begins_at_its_date_and_its_task_waits(clock):
    with wt.Engine(clock=clock) as engine:
        engine.deploy(FLOW % "")
        engine.deploy(PARENT % "scheduleDate: \"{{ now() | dateAdd(2, 'HOURS') }}\"")
        run = engine.run("n.parent", wait=False)
        clock.advance(7000)
        engine.settle()
        assert [each.state for each in engine.executions("n.f")] == ["CREATED"]
        clock.advance(300)
        engine.settle()
        assert engine.execution(run.id).state == "SUCCESS"


def test_a_subflow_runs_the_revision_that_it_names(clock):
    with wt.Engine(clock=clock) as engine:
        engine.deploy(FLOW % "")
        engine.deploy(FLOW % "description: newer")
        engine.deploy(PARENT % "revision: 1")
        engine.run("n.parent", wait=False)
        engine.settle()
        assert [each.flow_revision for each in engine.executions("n.f")] == [1]
