from __future__ import annotations

import pytest
import yaml

import wavetank as wt

CORE = "io.kestra.plugin.core."


@pytest.fixture
def engine():
    with wt.Engine() as engine:
        yield engine


def deploy(engine, flow_id, **toggle):
    tasks = [{"id": "toggle", "type": CORE + "trigger.Toggle", "trigger": "daily", **toggle}]
    triggers = [{"id": "daily", "type": CORE + "trigger.Schedule", "cron": "@daily"}]
    engine.deploy(yaml.safe_dump({"id": flow_id, "namespace": "n", "tasks": tasks, "triggers": triggers}))


def test_it_switches_a_trigger_of_its_own_flow_off_unless_told_otherwise(engine):
    deploy(engine, "f")
    assert engine.run("n.f").state == "SUCCESS"
    assert engine.triggers["n.f", "daily"].disabled


def test_it_switches_a_trigger_of_another_flow_on(engine):
    deploy(engine, "other")
    engine.pause_trigger("n.other", "daily")
    deploy(engine, "f", namespace="{{ flow.namespace }}", flowId="{{ 'other' }}", enabled=True)
    assert engine.run("n.f").state == "SUCCESS"
    assert not engine.triggers["n.other", "daily"].disabled
    assert not engine.triggers["n.f", "daily"].disabled


def test_a_trigger_that_is_not_there_fails_it(engine):
    deploy(engine, "f", flowId="none")
    execution = engine.run("n.f")
    assert execution.state == "FAILED"
    assert "has no trigger 'daily'" in execution.task_runs[0].error
