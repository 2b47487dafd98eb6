"""Flow triggers as Kestra 2 writes them, on a real engine."""

from __future__ import annotations

import pytest

import wavetank as wt

CORE = "io.kestra.plugin.core"
UPSTREAM = "id: {id}\nnamespace: n\ntasks:\n  - {{id: a, type: io.kestra.plugin.core.debug.Return, format: {id}}}\n"
REACT = f"""
id: react
namespace: n
tasks:
  - {{id: a, type: {CORE}.debug.Return, format: "{{{{ trigger.flowId }}}}"}}
triggers:
  - id: after
    type: {CORE}.trigger.Flow
"""


@pytest.fixture
def clock():
    return wt.lab.VirtualClock("2024-06-15T08:00:00Z")


@pytest.fixture
def engine(clock):
    with wt.Engine(clock=clock, config={"wavetank.dialect": "kestra2"}) as engine:
        for name in ("one", "two", "three"):
            engine.deploy(UPSTREAM.format(id=name))
        yield engine


def fired(engine, *names):
    for name in names:
        engine.run(f"n.{name}")
    engine.settle(10)
    return [execution["a"]["value"] for execution in reversed(engine.executions("n.react"))]


def test_all_dependencies_must_have_been_seen(engine):
    engine.deploy(REACT + "    dependsOn: [{namespace: n, flowId: one}, {namespace: n, flowId: two}]\n")
    assert fired(engine, "one", "one", "three") == []
    assert fired(engine, "two") == ["two"]


def test_one_dependency_is_enough_if_it_says_so(engine):
    engine.deploy(REACT + "    mode: ANY\n    dependsOn: [{namespace: n, flowId: one}, {namespace: n, flowId: two}]\n")
    assert fired(engine, "one", "three", "two") == ["one", "two"]


def test_so_many_dependencies_are_enough_as_it_says(engine):
    flows = ", ".join(f"{{namespace: n, flowId: {name}}}" for name in ("one", "two", "three"))
    engine.deploy(REACT + f"    mode: AT_LEAST\n    minSatisfied: 2\n    dependsOn: [{flows}]\n")
    assert fired(engine, "one") == []
    assert fired(engine, "three") == ["three"]


def test_a_dependency_has_states_and_a_condition(engine):
    when = "\"{{ execution.state == 'SUCCESS' and outputs.a.value == 'two' }}\""
    engine.deploy(REACT + f"    dependsOn: [{{namespace: n, states: [SUCCESS], when: {when}}}]\n")
    assert fired(engine, "one", "two") == ["two"]


ASKED = f"""
id: asked
namespace: n
tasks:
  - {{id: no, when: "{{{{ trigger.body.n > 9 }}}}", type: {CORE}.debug.Return, format: x}}
  - {{id: yes_, when: "{{{{ trigger.body.n > 1 }}}}", type: {CORE}.debug.Return, format: x}}
triggers:
  - id: hook
    type: {CORE}.trigger.Webhook
    key: k
    when: "{{{{ trigger.body.n > 1 }}}}"
"""


def test_when_is_asked_of_each_event_and_of_each_task(engine):
    engine.deploy(ASKED)
    assert engine.webhook("n.asked", "k", body=b'{"n": 1}').execution is None
    execution = engine.webhook("n.asked", "k", body=b'{"n": 2}').execution.wait(10)
    assert [run.state for run in execution.task_runs] == ["SKIPPED", "SUCCESS"]


BOTH = "    dependsOn: [{namespace: n, flowId: one}, {namespace: n, flowId: two}]\n"


def test_in_a_window_each_further_dependency_fires_once_all_were_seen(engine):
    engine.deploy(REACT + BOTH + "    window: {every: P1D}\n")
    assert fired(engine, "one", "two", "one") == ["two", "one"]


def test_a_window_that_fires_once_waits_for_all_of_them_again(engine):
    engine.deploy(REACT + BOTH + "    window: {every: P1D, fireOnce: true}\n")
    assert fired(engine, "one", "two", "one") == ["two"]
    assert fired(engine, "two") == ["two", "two"]


def test_one_dependency_keeps_to_the_hours_of_its_window_too(engine, clock):
    engine.deploy(REACT + "    dependsOn: [{namespace: n, flowId: one}]\n    window: {deadline: '09:00:00'}\n")
    assert fired(engine, "one") == ["one"]
    clock.advance(7200)
    assert fired(engine, "one") == ["one"]


def test_a_dependency_may_be_told_by_its_condition_alone(engine):
    when = "{{ namespace | startsWith('n') and flowId != 'one' and state == 'SUCCESS' and not hasRetryAttempt }}"
    engine.deploy(REACT + f'    dependsOn: [{{states: [SUCCESS], when: "{when}"}}]\n')
    assert fired(engine, "one", "three") == ["three"]


def test_a_condition_sees_the_outputs_of_the_flow(engine):
    outputs = 'outputs: [{id: rows, type: INT, value: "7"}]\n'
    engine.deploy(UPSTREAM.format(id="counted") + outputs)
    engine.deploy(REACT + '    dependsOn: [{namespace: n, when: "{{ (outputs.rows ?? 0) > 5 }}"}]\n')
    assert fired(engine, "one", "counted") == ["counted"]
