from __future__ import annotations

import wavetank as wt

CORE = "io.kestra.plugin.core."
NEVER = "2000-01-01T00:00:00Z"
ALWAYS = "2100-01-01T00:00:00Z"


def say(task_id, message, level="INFO"):
    return {"id": task_id, "type": CORE + "log.Log", "message": message, "level": level}


def fetched(engine, execution, **_):
    return wt.ion.loads(engine.storage.read(execution.task_runs[-1].outputs["uri"]).decode())


def test_fetch_writes_the_log_of_this_execution(engine, run_flow):
    execution = run_flow(say("one", "first"), say("two", "fine", "DEBUG"), {"id": "get", "type": CORE + "log.Fetch"})
    (row,) = fetched(engine, execution)
    assert execution.task_runs[-1].outputs["size"] == 1
    assert (row["message"], row["level"], row["taskId"], row["flowId"]) == ("first", "INFO", "one", "flow")


def test_fetch_keeps_to_tasks_and_severity(engine, run_flow):
    get = {"id": "get", "type": CORE + "log.Fetch", "tasksId": ["two"], "level": "DEBUG"}
    execution = run_flow(say("one", "first"), say("two", "fine", "DEBUG"), get)
    assert [row["message"] for row in fetched(engine, execution)] == ["fine"]


def test_fetch_reads_another_execution(engine, run_flow):
    other = run_flow(say("one", "from before"), flow_id="other")
    get = {"id": "get", "type": CORE + "log.Fetch", "executionId": "{{ inputs.other }}"}
    execution = run_flow(get, other=other.id)
    assert [row["message"] for row in fetched(engine, execution)] == ["from before"]


def test_fetch_refuses_an_execution_of_another_flow(run_flow):
    other = run_flow(say("one", "x"), flow_id="other")
    get = {"id": "get", "type": CORE + "log.Fetch", "executionId": other.id, "namespace": "company", "flowId": "no"}
    assert "none of flow company.no" in run_flow(get).task_runs[0].error


def test_purge_logs_removes_entries_for_ever(engine, run_flow, outputs):
    other = run_flow(say("one", "x"), say("two", "y", "WARN"), flow_id="other")
    assert outputs("log.PurgeLogs", endDate=NEVER)["count"] == 0
    scope = {"namespace": "company", "flowId": "other", "logLevels": ["INFO"], "endDate": ALWAYS}
    assert outputs("log.PurgeLogs", **scope) == {"count": 1, "executionLogsCount": 1, "nonExecutionLogsCount": 0}
    assert [entry.message for entry in engine.execution(other.id).logs] == ["y"]


def test_purge_logs_keeps_to_an_execution(engine, run_flow, outputs):
    first, second = (run_flow(say("one", "x"), flow_id="other") for _ in range(2))
    assert outputs("log.PurgeLogs", executionId=first.id, endDate=ALWAYS, batchSize=10)["count"] == 1
    assert (len(engine.execution(first.id).logs), len(engine.execution(second.id).logs)) == (0, 1)


def test_purge_logs_leaves_what_executions_wrote_if_it_is_told_so(engine, run_flow, outputs):
    other = run_flow(say("one", "x"), flow_id="other")
    assert outputs("log.PurgeLogs", purgeExecutionLogs=False, endDate=ALWAYS)["executionLogsCount"] == 0
    assert [entry.message for entry in engine.execution(other.id).logs] == ["x"]


def test_a_date_without_a_zone_is_refused(failure):
    assert "endDate" in failure("log.PurgeLogs", endDate="2026-01-01T00:00:00")
