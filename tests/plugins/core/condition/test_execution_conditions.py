from __future__ import annotations

import pytest

import wavetank as wt

CORE = "io.kestra.plugin.core.condition."
FLOW = {"namespace": "company.team", "id": "listener"}


def holds(kind, *, execution=None, **properties):
    context = {"flow": FLOW, "execution": {"state": "SUCCESS", **(execution or {})}}
    return wt.holds({"type": CORE + kind, **properties}, context)


def test_an_execution_is_one_of_the_flow_of_the_context_unless_it_says_otherwise():
    assert holds("ExecutionFlow", namespace="company.team", flowId="listener")
    other = {"namespace": "company.team", "flowId": "orders"}
    assert holds("ExecutionFlow", namespace="company.team", flowId="orders", execution=other)
    assert not holds("ExecutionFlow", namespace="company.team", flowId="listener", execution=other)
    assert not holds("ExecutionFlow", namespace="company", flowId="listener")


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"namespace": "company.team"}, True),
        ({"namespace": "company"}, False),
        ({"namespace": "company", "prefix": True}, True),
        ({"namespace": "company.te", "comparison": "PREFIX"}, True),
        ({"namespace": "team", "comparison": "SUFFIX"}, True),
        ({"namespace": "team", "comparison": "EQUALS"}, False),
        ({"namespace": "team", "comparison": "SUFFIX", "prefix": True}, True),
        ({"namespace": "company", "comparison": "EQUALS", "prefix": True}, False),
    ],
)
def test_namespaces_are_compared_as_texts_and_comparison_counts_before_prefix(properties, expected):
    assert holds("ExecutionNamespace", **properties) is expected


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({}, True),
        ({"in": ["SUCCESS", "WARNING"]}, True),
        ({"in": ["FAILED"]}, False),
        ({"notIn": ["FAILED"]}, True),
        ({"notIn": ["SUCCESS"]}, False),
        ({"in": ["SUCCESS"], "notIn": ["SUCCESS"]}, False),
        ({"in": []}, False),
    ],
)
def test_a_state_is_one_of_some_and_none_of_others(properties, expected):
    assert holds("ExecutionStatus", **properties) is expected


def test_all_labels_that_are_asked_for_must_be_there():
    execution = {"labels": [{"key": "team", "value": "a"}, {"key": "tier", "value": "1"}]}
    assert holds("ExecutionLabels", labels={"team": "a"}, execution=execution)
    assert holds("ExecutionLabels", labels=[{"key": "tier", "value": "1"}], execution=execution)
    assert not holds("ExecutionLabels", labels={"team": "b"}, execution=execution)
    assert not holds("ExecutionLabels", labels={"team": "a", "other": "x"}, execution=execution)


def test_system_labels_cannot_be_asked_for():
    with pytest.raises(wt.WavetankError, match=r"system\.correlationId"):
        holds("ExecutionLabels", labels={"system.correlationId": "x"})


@pytest.mark.parametrize(
    ("attempts", "properties", "expected"),
    [
        ([["FAILED", "SUCCESS"]], {"in": ["FAILED"]}, True),
        ([["FAILED"]], {"in": ["FAILED"]}, False),
        ([["FAILED", "SUCCESS"]], {"in": ["KILLED"]}, False),
        ([["FAILED", "SUCCESS"]], {"notIn": ["FAILED"]}, True),
        ([["FAILED", "FAILED"]], {"notIn": ["FAILED"]}, False),
        ([["FAILED", "SUCCESS"]], {}, True),
        ([], {}, False),
        ([["SUCCESS"], ["FAILED", "SUCCESS"]], {"in": ["FAILED"]}, True),
    ],
)
def test_a_retry_is_a_task_run_with_several_attempts(attempts, properties, expected):
    runs = [{"attempts": [{"state": {"current": state}} for state in states]} for states in attempts]
    assert holds("HasRetryAttempt", execution={"taskRunList": runs}, **properties) is expected


def test_outputs_are_looked_at_only_if_there_are_any():
    expression = "{{ trigger.outputs.total > 10 }}"
    assert holds("ExecutionOutputs", expression=expression, execution={"outputs": {"total": 11}})
    assert not holds("ExecutionOutputs", expression=expression, execution={"outputs": {"total": 9}})
    assert not holds("ExecutionOutputs", expression="{{ no.such.thing }}")


def test_conditions_on_the_flow_test_the_one_that_the_trigger_belongs_to():
    other = {"namespace": "x", "flowId": "y"}
    assert holds("FlowCondition", namespace="company.team", flowId="listener", execution=other)
    assert not holds("FlowCondition", namespace="x", flowId="y", execution=other)
    assert holds("FlowNamespaceCondition", namespace="company", prefix=True)
    assert not holds("FlowNamespaceCondition", namespace="company")


def test_a_question_about_an_execution_where_there_is_none_is_an_error():
    with pytest.raises(wt.ConditionError, match=r"trigger\.Flow"):
        wt.holds({"type": CORE + "ExecutionStatus", "in": ["SUCCESS"]}, {"flow": FLOW})


def test_a_state_that_does_not_exist_is_an_error():
    with pytest.raises(wt.ConditionError, match="DONE"):
        holds("ExecutionStatus", execution={"state": "DONE"})
