from __future__ import annotations

import pytest

import wavetank as wt

FLOW = """
id: tool
namespace: n
inputs:
  - {id: user, type: STRING}
  - {id: times, type: INT, defaults: 1}
tasks:
  - {id: hello, type: io.kestra.plugin.core.debug.Return, format: "{{ inputs.user }} {{ inputs.times + 1 }}"}
triggers:
  - id: mcp
    type: io.kestra.plugin.core.trigger.McpToolTrigger
    toolName: hello
    title: Hello
    toolDescription: Greets.
    annotations: {readOnly: true, destructive: false}
"""


@pytest.fixture
def engine():
    with wt.Engine(config={"wavetank.dialect": "kestra2"}) as engine:
        engine.deploy(FLOW)
        yield engine


def test_a_made_up_call_gives_its_arguments_as_inputs(engine):
    run = engine.fire("n.tool", "mcp", {"user": "ann", "times": "2"}).execution
    assert run["hello"]["value"] == "ann 3"
    assert run.labels["system.from"] == "mcp"


def test_arguments_that_the_flow_does_not_take_make_no_execution(engine):
    verdict = engine.fire("n.tool", "mcp", {"user": "ann", "times": "many"})
    assert (verdict.outcome, verdict.stage) == ("FAILED", "inputs")


def test_it_says_that_nothing_calls_it_here(engine):
    trigger = engine.triggers["n.tool", "mcp"]
    assert (trigger.state, trigger.detail) == ("WAITING", "no MCP server here: fire it by hand")


def test_it_is_of_kestra_2():
    assert [each.code for each in wt.check(FLOW)] == ["WT-171"]
