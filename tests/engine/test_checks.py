"""Checks of a flow: what must hold of the inputs before an execution is created."""

from __future__ import annotations

import pytest

import wavetank as wt

FLOW = """
id: f
namespace: n
inputs:
  - {id: amount, type: INT, defaults: 1}
checks:
  - {condition: "{{ inputs.amount < 100 }}", message: That is too much., behavior: BLOCK_EXECUTION}
  - {condition: "{{ inputs.amount < 50 }}", message: That is a lot., behavior: FAIL_EXECUTION}
  - {condition: "{{ inputs.amount < 10 }}", message: Think twice., behavior: CREATE_EXECUTION, style: WARNING}
tasks:
  - {id: a, type: io.kestra.plugin.core.debug.Return, format: x}
triggers:
  - {id: hook, type: io.kestra.plugin.core.trigger.Webhook, key: k, inputs: {amount: "{{ trigger.body.amount }}"}}
afterExecution:
  - {id: report, type: io.kestra.plugin.core.debug.Return, format: x}
"""
PARENT = """
id: parent
namespace: n
tasks:
  - {id: child, type: io.kestra.plugin.core.flow.Subflow, namespace: n, flowId: f, inputs: {amount: 100}}
"""


@pytest.fixture
def engine():
    with wt.Engine() as engine:
        engine.deploy(FLOW)
        yield engine


def messages(execution):
    return [(entry.level, entry.message) for entry in execution.logs]


def test_what_passes_is_created_without_a_word(engine):
    run = engine.run("n.f", {"amount": 1})
    assert (run.state, messages(run)) == ("SUCCESS", [])


def test_a_check_may_only_say_something(engine):
    run = engine.run("n.f", {"amount": 10})
    assert (run.state, messages(run)) == ("SUCCESS", [("WARN", "Think twice.")])


def test_a_check_may_have_the_execution_created_as_failed(engine):
    run = engine.run("n.f", {"amount": 50})
    assert (run.state, run.error) == ("FAILED", "That is a lot.")
    assert [each.task_id for each in run.task_runs] == ["report"]


def test_a_check_may_keep_the_execution_from_being_created(engine):
    with pytest.raises(wt.InputError, match="That is too much"):
        engine.run("n.f", {"amount": 100})
    assert len(engine.executions()) == 0


def test_an_event_whose_inputs_do_not_pass_is_rejected_at_the_stage_checks(engine):
    verdict = engine.fire("n.f", "hook", {"amount": 100})
    assert (verdict.outcome, verdict.stage, verdict.reason) == ("REJECTED", "checks", "That is too much.")
    assert verdict.execution is None


def test_a_subflow_that_is_not_created_fails_its_task(engine):
    engine.deploy(PARENT)
    run = engine.run("n.parent")
    assert run.state == "FAILED"
    assert "That is too much" in run.error


def test_a_check_that_cannot_be_rendered_does_not_hold(engine):
    engine.deploy(FLOW.replace("inputs.amount < 100", "inputs.nothing"))
    with pytest.raises(wt.InputError, match="nothing"):
        engine.run("n.f")


def test_a_restart_and_a_replay_do_not_ask_again_as_on_a_server(engine):
    engine.deploy(FLOW.replace("debug.Return, format: x}\ntriggers", "execution.Fail}\ntriggers"))
    first = engine.run("n.f", {"amount": 1})
    assert first.state == "FAILED"
    assert engine.replay(first.id, inputs={"amount": 100}).wait(10).error != "That is too much."
    again = engine.replay(first.id, inputs={"amount": 50}).wait(10)
    assert [each.task_id for each in again.task_runs] == ["a", "report"]
    assert [each.task_id for each in engine.restart(again.id).wait(10).task_runs] == ["a", "report"]
