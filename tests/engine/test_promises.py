"""SLAs on an engine whose clock is moved by hand."""

from __future__ import annotations

import pytest

import wavetank as wt

FLOW = """
id: f
namespace: n
sla:
  - {id: limit, type: %s, behavior: %s, labels: {sla: missed}, %s}
tasks:
  - {id: wait, type: io.kestra.plugin.core.flow.Sleep, duration: PT2H}
  - {id: next, type: io.kestra.plugin.core.debug.Return, format: x}
errors:
  - {id: tell, type: io.kestra.plugin.core.debug.Return, format: x}
"""


@pytest.fixture
def clock():
    return wt.lab.VirtualClock("2024-06-15T10:00:00Z")


@pytest.fixture
def run_until(clock):
    """Runs a flow with an SLA for three hours."""

    def run(kind, behavior, limit):
        with wt.Engine(clock=clock) as engine:
            engine.deploy(FLOW % (kind, behavior, limit))
            execution = engine.run("n.f", wait=False)
            clock.advance(3 * 3600)
            engine.settle()
            present = engine.execution(execution.id)
            return present, [each.task_id for each in present.task_runs], dict(present.labels), list(present.logs)

    return run


@pytest.mark.parametrize(("behavior", "state"), [("FAIL", "FAILED"), ("CANCEL", "CANCELLED")])
def test_an_execution_that_takes_too_long_is_ended_at_once_without_errors(run_until, behavior, state):
    execution, tasks, labels, logs = run_until("MAX_DURATION", behavior, "duration: PT1H")
    assert execution.state == state
    assert execution.duration == 3600
    assert tasks == ["wait"]
    assert labels["sla"] == "missed"
    assert any("PT1H" in entry.message for entry in logs)


def test_an_execution_that_takes_too_long_may_only_be_labelled(run_until):
    execution, tasks, labels, _ = run_until("MAX_DURATION", "NONE", "duration: PT1H")
    assert (execution.state, tasks, labels["sla"]) == ("SUCCESS", ["wait", "next"], "missed")


def test_an_execution_that_is_quick_enough_keeps_its_promise(run_until):
    execution, _, labels, logs = run_until("MAX_DURATION", "FAIL", "duration: PT150M")
    assert (execution.state, "sla" in labels) == ("SUCCESS", False)
    assert not [entry for entry in logs if "SLA" in entry.message]


def test_an_assertion_is_asked_at_each_step(run_until):
    asked = "assert: \"{{ (outputs.next.value ?? 'y') == 'y' }}\""
    execution, tasks, *_ = run_until("EXECUTION_ASSERTION", "CANCEL", asked)
    assert (execution.state, tasks) == ("CANCELLED", ["wait", "next"])


def test_an_assertion_that_cannot_be_rendered_does_not_hold(run_until):
    execution, tasks, *_ = run_until("EXECUTION_ASSERTION", "FAIL", 'assert: "{{ outputs.nothing }}"')
    assert execution.state == "FAILED"
    assert "outputs.nothing" in execution.error
    assert tasks == []


def test_a_promise_is_kept_an_eye_on_by_the_next_engine(clock, tmp_path):
    with wt.Engine(home=tmp_path, clock=clock) as engine:
        engine.deploy(FLOW % ("MAX_DURATION", "CANCEL", "duration: PT1H"))
        execution = engine.run("n.f", wait=False)
        clock.advance(600)
    clock.advance(600)
    with wt.Engine(home=tmp_path, clock=clock) as engine:
        clock.advance(2400)
        assert engine.execution(execution.id).wait(10).state == "CANCELLED"


def test_nothing_waits_for_a_promise_of_an_execution_that_has_ended(clock):
    with wt.Engine(clock=clock) as engine:
        engine.deploy((FLOW % ("MAX_DURATION", "CANCEL", "duration: P9D")).replace("PT2H", "PT1S"))
        execution = engine.run("n.f", wait=False)
        clock.advance(1)
        engine.settle()
        assert engine.execution(execution.id).state == "SUCCESS"
        clock.advance(10 * 86400)
        assert engine.execution(execution.id).state == "SUCCESS"


def test_a_promise_is_tried_without_an_execution():
    limit = {"type": "MAX_DURATION", "duration": "PT1H"}
    assert "PT1H" in wt.sla_violation(limit, {"running_for": "PT2H"})
    assert wt.sla_violation(limit, {"running_for": 10}) is None
    with pytest.raises(wt.PluginError, match="duration"):
        wt.sla_violation({"type": "MAX_DURATION"}, {})
