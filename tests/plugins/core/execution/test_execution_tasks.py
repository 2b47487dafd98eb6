from __future__ import annotations

import pytest

CORE = "io.kestra.plugin.core."
PAST = "2000-01-01T00:00:00Z"
FUTURE = "2100-01-01T00:00:00Z"


def fine(task_id="t"):
    return {"id": task_id, "type": CORE + "debug.Return", "format": "x"}


def test_an_assertion_counts_what_holds(outputs):
    assert outputs("execution.Assert", conditions=["{{ 1 == 1 }}", "yes"]) == {"failed": 0, "success": 2}


def test_a_false_assertion_fails_the_task_after_all_were_tried(run):
    execution = run("execution.Assert", conditions=["{{ false }}", "true", "{{ 0 }}"], errorMessage="no {{ flow.id }}")
    assert execution.state == "FAILED"
    assert execution.task_runs[0].outputs == {"failed": 2, "success": 1}
    assert "no flow" in [entry.message for entry in execution.logs]
    assert {metric.name: metric.value for metric in execution.metrics} == {"failed": 2, "success": 1}


def test_executions_are_counted_by_flow_and_by_namespace(run_flow, outputs):
    for _ in range(2):
        run_flow(fine(), flow_id="other")
    found = outputs(
        "execution.Count",
        flows=[{"namespace": "company.team", "flowId": "other"}, {"namespace": "company.team", "flowId": "no"}],
        namespaces=["company.team"],
        states=["SUCCESS"],
        startDate="{{ now() | dateAdd(-1, 'DAYS') }}",
        expression="{{ count >= 2 }}",
    )
    assert found == {
        "results": [
            {"namespace": "company.team", "flowId": "other", "count": 2},
            {"namespace": "company.team", "count": 2},
        ],
        "total": 4,
    }


def test_executions_after_a_time_are_not_counted(run_flow, outputs):
    run_flow(fine(), flow_id="other")
    asked = {"namespaces": ["company.team"], "expression": "true", "startDate": PAST, "endDate": PAST}
    assert outputs("execution.Count", **asked)["total"] == 0


def test_purge_removes_ended_executions_with_all_that_is_theirs(engine, run_flow, outputs):
    write = {"id": "w", "type": CORE + "storage.Write", "content": "x"}
    say = {"id": "l", "type": CORE + "log.Log", "message": "x"}
    other = run_flow(write, say, fine(), flow_id="other")
    found = outputs("execution.PurgeExecutions", namespace="company", endDate=FUTURE)
    assert found == {"executionsCount": 1, "logsCount": 1, "metricsCount": 1, "storagesCount": 1}
    assert [execution.flow_id for execution in engine.executions()] == ["flow"]
    assert not engine.storage.exists(other.task_runs[0].outputs["uri"]) if other.task_runs else True


def test_purge_leaves_what_it_is_told_to(engine, run_flow, outputs):
    other = run_flow({"id": "l", "type": CORE + "log.Log", "message": "x"}, flow_id="other")
    asked = {"namespace": "company.team", "flowId": "other", "endDate": FUTURE, "purgeExecution": False}
    assert outputs("execution.PurgeExecutions", **asked)["logsCount"] == 1
    assert engine.execution(other.id).state == "SUCCESS"
    assert outputs("execution.PurgeExecutions", **{**asked, "purgeExecution": True, "states": ["FAILED"]}) == {
        "executionsCount": 0,
        "logsCount": 0,
        "metricsCount": 0,
        "storagesCount": 0,
    }


@pytest.mark.parametrize(("value", "word"), [(None, "null"), (["x"], "a list"), ({"x": "y"}, "a map")])
def test_a_label_that_is_no_text_fails_the_task_in_a_sentence(run, value, word):
    execution = run("execution.Labels", labels={"team": value})
    assert [(entry.level, f"'team' is {word};" in entry.message) for entry in execution.logs] == [("ERROR", True)]
