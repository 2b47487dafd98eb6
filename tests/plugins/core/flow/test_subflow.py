from __future__ import annotations

import pytest

import wavetank as wt

CORE = "io.kestra.plugin.core"
CHILD = f"id: child\nnamespace: n\ntasks: [{{id: a, type: {CORE}.debug.Return, format: x}}]\n"
PARENT = """
id: parent
namespace: n
labels: {{team: sales}}
variables: {{wanted: true, blank: ""}}
tasks:
  - {{id: call, type: io.kestra.plugin.core.flow.Subflow, namespace: n, flowId: child, inheritLabels: {written}}}
"""


@pytest.mark.parametrize(
    ("written", "team"),
    [("true", "sales"), ('"{{ vars.wanted }}"', "sales"), ("false", None), ('"{{ vars.blank }}"', None)],
)
def test_labels_are_inherited_as_the_property_or_its_expression_says(written, team):
    with wt.Engine() as engine:
        engine.deploy(CHILD)
        engine.deploy(PARENT.format(written=written))
        assert engine.run("n.parent").state == "SUCCESS"
        assert engine.executions("n.child")[0].labels.get("team") == team


WAITS = """
id: parent
namespace: n
tasks:
  - id: call
    type: io.kestra.plugin.core.flow.Subflow
    namespace: n
    flowId: between
    timeout: PT0.5S
    MORE
"""


@pytest.mark.parametrize("home", [None, "home"])
def test_an_attempt_whose_time_is_over_leaves_nothing_running_that_it_waited_for(tmp_path, home):
    retry = "retry: {type: constant, interval: PT0.01S, maxAttempts: 2}"
    with wt.Engine(home and tmp_path / home) as engine:
        engine.deploy(f"id: child\nnamespace: n\ntasks: [{{id: wait, type: {CORE}.flow.Pause}}]\n")
        engine.deploy(PARENT.replace("id: parent", "id: between").format(written="false"))
        engine.deploy(WAITS.replace("MORE", retry))
        execution = engine.run("n.parent")
        assert (execution.state, len(execution.task_runs[0].attempts)) == ("FAILED", 2)
        assert "Timeout after" in execution.error
        engine.settle()
        assert [each.state for each in engine.executions("n.between")] == ["KILLED", "KILLED"]
        assert [each.state for each in engine.executions("n.child")] == ["KILLED", "KILLED"]


def test_what_nobody_waits_for_goes_on_when_the_time_is_over():
    with wt.Engine() as engine:
        engine.deploy(f"id: between\nnamespace: n\ntasks: [{{id: wait, type: {CORE}.flow.Pause}}]\n")
        engine.deploy(WAITS.replace("MORE", "wait: false"))
        assert engine.run("n.parent").state == "SUCCESS"
        assert [each.state for each in engine.executions("n.between")] == ["PAUSED"]
