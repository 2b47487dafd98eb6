"""Exit, Resume and Kill: tasks that end executions, or have them go on."""

from __future__ import annotations

import pytest

import wavetank as wt

CORE = "io.kestra.plugin.core"
PAUSED = """
id: other
namespace: n
tasks:
  - id: pause
    type: io.kestra.plugin.core.flow.Pause
    onResume: [{id: word, type: STRING}]
  - {id: said, type: io.kestra.plugin.core.debug.Return, format: "{{ outputs.pause.onResume.word }}"}
"""


def steering(kind, **properties):
    lines = "".join(f"\n    {name}: {value}" for name, value in properties.items())
    return f"""
id: f
namespace: n
tasks:
  - id: steer
    type: {CORE}.execution.{kind}{lines}
  - {{id: next, type: {CORE}.debug.Return, format: x}}
errors:
  - {{id: tell, type: {CORE}.debug.Return, format: x}}
"""


@pytest.fixture
def engine():
    with wt.Engine() as engine:
        yield engine


@pytest.mark.parametrize(
    ("written", "state"),
    [
        ("SUCCESS", "SUCCESS"),
        ("WARNING", "WARNING"),
        ("FAILED", "FAILED"),
        ("CANCELLED", "CANCELLED"),
        ("CANCELED", "CANCELLED"),
        ("KILLED", "KILLED"),
    ],
)
def test_an_exit_ends_the_execution_in_its_state(engine, written, state):
    engine.deploy(steering("Exit", state=written))
    run = engine.run("n.f")
    assert run.state == state
    assert [each.task_id for each in run.task_runs] == ["steer"]
    assert run.error == ("Task steer ended the execution as FAILED." if state == "FAILED" else "")


def test_an_exit_without_a_state_is_a_success_and_the_flows_outputs_are_rendered(engine):
    engine.deploy(steering("Exit") + "outputs: [{id: o, type: STRING, value: done}]")
    run = engine.run("n.f")
    assert run.state == "SUCCESS"
    assert run.outputs == {"o": "done"}


def test_a_task_resumes_another_execution_with_inputs(engine):
    engine.deploy(PAUSED)
    engine.deploy(
        steering("Resume", executionId='"{{ inputs.id }}"', namespace="n", flowId="other", inputs="{word: hello}")
        + "inputs: [{id: id, type: STRING}]"
    )
    paused = engine.run("n.other", wait=False)
    engine.settle()
    assert engine.run("n.f", {"id": paused.id}).state == "SUCCESS"
    assert paused.wait(10)["said"]["value"] == "hello"


def test_a_resume_that_names_another_flow_fails(engine):
    engine.deploy(PAUSED)
    engine.deploy(
        steering("Resume", executionId='"{{ inputs.id }}"', namespace="n", flowId="f")
        + "inputs: [{id: id, type: STRING}]"
    )
    paused = engine.run("n.other", wait=False)
    engine.settle()
    assert "n.other" in engine.run("n.f", {"id": paused.id}).error


def test_a_resume_of_what_is_not_paused_fails(engine):
    engine.deploy(steering("Resume"))
    assert "not PAUSED" in engine.run("n.f").error


def test_half_the_name_of_a_flow_is_refused(engine):
    with pytest.raises(wt.FlowError, match="namespace"):
        engine.deploy(steering("Resume", namespace="n"))


def test_a_task_kills_another_execution(engine):
    engine.deploy(PAUSED)
    engine.deploy(steering("Kill", executionId='"{{ inputs.id }}"') + "inputs: [{id: id, type: STRING}]")
    paused = engine.run("n.other", wait=False)
    engine.settle()
    assert engine.run("n.f", {"id": paused.id}).state == "SUCCESS"
    assert paused.wait(10).state == "KILLED"
    assert "KILLED" in engine.run("n.f", {"id": paused.id}).error


def test_a_task_may_kill_its_own_execution(engine):
    engine.deploy(steering("Kill", executionId='"{{ execution.id }}"'))
    run = engine.run("n.f")
    assert run.state == "KILLED"
    assert [each.state for each in run.task_runs] == ["KILLED"]
