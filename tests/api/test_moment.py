from __future__ import annotations

import pytest

import wavetank as wt

FLOW = """
id: steps
namespace: n
tasks:
  - id: first
    type: io.kestra.plugin.core.debug.Return
    format: one
  - id: second
    type: io.kestra.plugin.core.debug.Return
    format: "{{ secret('TOKEN') }}"
  - id: third
    type: io.kestra.plugin.core.execution.Fail
    errorMessage: it went wrong
errors:
  - id: tell
    type: io.kestra.plugin.core.debug.Return
    format: "{{ errorLogs() | jq('.[].message') | first }}"
"""


@pytest.fixture
def execution():
    with wt.Engine() as engine:
        engine.secrets["TOKEN"] = "do-not-tell"
        engine.deploy(FLOW)
        yield engine.run("n.steps")


def test_an_expression_sees_what_the_task_saw(execution):
    assert execution.at("second").eval("{{ outputs.first.value }} {{ taskrun.attemptsCount }}") == "one 0"


def test_an_expression_does_not_see_what_ended_later(execution):
    with pytest.raises(wt.UndefinedError, match="second"):
        execution.at("first").eval("{{ outputs.second.value }}")


def test_a_typed_expression_keeps_its_type(execution):
    assert execution.at("second").eval("{{ outputs.first }}", typed=True) == {"value": "one"}


def test_a_trace_tells_what_was_read_and_masks_secrets(execution):
    trace = execution.at("second").trace("{{ outputs.first.value ~ secret('TOKEN') }}")
    assert trace.value == "one******"
    assert set(trace.reads) == {"outputs.first.value", "secret('TOKEN')"}


def test_the_tasks_of_errors_see_the_error_logs(execution):
    assert execution["tell"]["value"] == "it went wrong"


def test_a_task_that_did_not_run_is_refused_by_name(execution):
    with pytest.raises(wt.NotFoundError, match="fourth"):
        execution.at("fourth")
