from __future__ import annotations

from datetime import UTC, datetime

import pytest
import yaml

import wavetank as wt

CORE = "io.kestra.plugin.core."
NAMESPACE = "company.team"
ECHO = {"id": "read", "type": f"{CORE}debug.Return", "format": "{{ read(inputs.items) }}"}
NUMBER = {"id": "number", "type": f"{CORE}debug.Return", "format": "{{ inputs.number }}"}
OUTPUTS = [{"id": "text", "type": "STRING", "value": "{{ outputs.read.value }}"}]


def document(flow_id, *tasks, **properties):
    return yaml.safe_dump({"id": flow_id, "namespace": NAMESPACE, "tasks": list(tasks), **properties})


def child(*tasks, **properties):
    inputs = [{"id": "items", "type": "STRING"}, {"id": "number", "type": "INT", "required": False}]
    return document("child", *tasks, inputs=inputs, **properties)


def each(**properties):
    inputs = {"items": "{{ taskrun.items }}", "number": "{{ taskrun.iteration }}"}
    target = {"namespace": NAMESPACE, "flowId": "child", "inputs": inputs}
    return {"id": "each", "type": f"{CORE}flow.ForEachItem", "items": "{{ inputs.file }}", **target, **properties}


@pytest.fixture
def start(engine):
    """Runs a ForEachItem over five lines."""

    def start(written, lines="a\nb\nc\nd\ne\n", wait=True):
        uri = engine.storage.put("kestra:///company/team/given/lines.txt", lines.encode())
        engine.deploy(document("parent", *written, inputs=[{"id": "file", "type": "STRING"}]))
        return engine.run(f"{NAMESPACE}.parent", {"file": uri}, wait=wait)

    return start


def children(engine):
    return [engine.execution(each.id) for each in engine.executions(flow=f"{NAMESPACE}.child", limit=None)]


def runs(execution):
    return {run.task_id: run for run in execution.task_runs}


def test_each_batch_is_an_execution_and_their_outputs_become_one_file(engine, start, text_of):
    engine.deploy(child(ECHO, NUMBER, outputs=OUTPUTS))
    execution = start([each(batch={"rows": 2})])
    assert execution.state == "SUCCESS"
    assert [run.task_id for run in execution.task_runs] == ["each", "each_split", "each_items", "each_merge"]
    outputs = execution["each_items"]
    assert outputs["iterations"] == {"CREATED": 0, "RUNNING": 0, "SUCCESS": 3}
    assert outputs["numberOfBatches"] == 3
    rows = wt.ion.loads(text_of(execution["each_merge"]["subflowOutputs"]))
    assert [row["text"] for row in rows] == ["a\nb\n", "c\nd\n", "e\n"]
    assert sorted(made["number"]["value"] for made in children(engine)) == ["0", "1", "2"]
    assert {made.trigger.variables["executionId"] for made in children(engine)} == {execution.id}


@pytest.mark.parametrize(("batch", "count"), [({}, 5), ({"partitions": 2}, 2), ({"bytes": "4"}, 3)])
def test_batches_are_cut_by_rows_partitions_or_bytes(engine, start, batch, count):
    engine.deploy(child(ECHO))
    assert start([each(batch=batch)])["each_items"]["numberOfBatches"] == count


def test_without_lines_no_execution_is_made(engine, start):
    engine.deploy(child(ECHO))
    execution = start([each()], lines="")
    assert execution.state == "SUCCESS"
    assert [run.outputs for run in execution.task_runs][2:] == [None, None]
    assert children(engine) == []


def test_without_wait_the_task_ends_when_all_have_begun(engine, start):
    pause = {"id": "pause", "type": f"{CORE}flow.Pause"}
    engine.deploy(child(pause, outputs=OUTPUTS))
    execution = start([each(wait=False)])
    assert execution.state == "SUCCESS"
    assert execution["each_items"]["iterations"] == {"RUNNING": 0, "SUCCESS": 5}
    assert len(children(engine)) == 5
    assert runs(execution)["each_merge"].outputs is None


def test_how_far_the_executions_are_is_seen_while_they_run(engine, start):
    pause = {"id": "pause", "type": f"{CORE}flow.Pause", "runIf": "{{ inputs.number > 1 }}"}
    engine.deploy(child(pause))
    execution = start([each()], wait=False)
    engine.settle(10)
    live = runs(engine.execution(execution.id))["each_items"]
    assert live.state == "RUNNING"
    assert live.outputs["iterations"] == {"CREATED": 0, "RUNNING": 3, "SUCCESS": 2}
    for made in children(engine):
        if made.state == "PAUSED":
            engine.resume(made.id)
    assert execution.wait(10)["each_items"]["iterations"]["SUCCESS"] == 5


@pytest.mark.parametrize(
    ("written", "state", "tasks"),
    [
        ({}, "FAILED", 3),
        ({"transmitFailed": False}, "SUCCESS", 4),
        ({"allowFailure": True}, "WARNING", 3),
        ({"allowFailure": True, "allowWarning": True}, "SUCCESS", 3),
    ],
)
def test_what_becomes_of_the_task_when_an_execution_fails(engine, start, written, state, tasks):
    fail = {"id": "fail", "type": f"{CORE}execution.Fail", "condition": "{{ inputs.number == 1 }}"}
    engine.deploy(child(fail))
    execution = start([each(**written)])
    assert (execution.state, len(execution.task_runs)) == (state, tasks)
    assert execution["each_items"]["iterations"] == {"CREATED": 0, "RUNNING": 0, "SUCCESS": 4, "FAILED": 1}


def test_a_warning_is_transmitted(engine, start):
    engine.deploy(child({"id": "fail", "type": f"{CORE}execution.Fail", "allowFailure": True}))
    assert start([each()]).state == "WARNING"


def test_labels_are_rendered_and_inherited(engine, start):
    engine.deploy(child(ECHO))
    start([each(labels={"batch": "{{ taskrun.iteration }}"}, inheritLabels=True)])
    assert sorted(made.labels["batch"] for made in children(engine)) == ["0", "1", "2", "3", "4"]
    assert sorted(made.trigger.variables["taskRunIteration"] for made in children(engine)) == [0, 1, 2, 3, 4]


def test_it_works_inside_of_a_loop(engine, start, text_of):
    engine.deploy(child(ECHO, outputs=OUTPUTS))
    loop = {"id": "loop", "type": f"{CORE}flow.ForEach", "values": ["x", "y"], "tasks": [each()]}
    execution = start([loop])
    assert execution.state == "SUCCESS"
    merged = [run.outputs["subflowOutputs"] for run in execution.task_runs if run.task_id == "each_merge"]
    assert len(merged) == 2
    assert all(len(wt.ion.loads(text_of(uri))) == 5 for uri in merged)
    assert len(children(engine)) == 10


def test_a_missing_flow_and_a_uri_of_elsewhere_are_told(engine, start):
    assert "Task each_items failed: There is no flow 'company.team.child'." in start([each()]).error
    engine.deploy(child(ECHO))
    execution = start([each(items="https://example.com/a.csv")])
    assert "no file of internal storage" in execution.error


def test_a_batch_that_is_not_accepted_counts_as_failed(engine, start):
    engine.deploy(child(ECHO))
    target = {"items": "{{ taskrun.items }}", "number": "{{ taskrun.iteration == 0 ? 'none' : 1 }}"}
    execution = start([each(inputs=target)])
    assert execution["each_items"]["iterations"] == {"CREATED": 0, "RUNNING": 0, "SUCCESS": 4, "FAILED": 1}
    assert any("Batch 0 is not accepted" in entry.message for entry in execution.logs)


@pytest.mark.parametrize(("behavior", "count"), [("RETRY_FAILED", 5), ("NEW_EXECUTION", 10)])
def test_a_restart_goes_on_with_the_executions_that_failed(engine, start, tmp_path, behavior, count):
    fail = "{{ inputs.number == 1 and kv('ready', errorOnMissing=false) != true }}"
    engine.deploy(child(ECHO, {"id": "fail", "type": f"{CORE}execution.Fail", "condition": fail}))
    execution = start([each(restartBehavior=behavior)])
    assert execution.state == "FAILED"
    engine.kv(NAMESPACE).put("ready", value=True)
    engine.restart(execution.id)
    again = engine.execution(execution.id).wait(10)
    assert again.state == "SUCCESS"
    assert again["each_items"]["iterations"] == {"CREATED": 0, "RUNNING": 0, "SUCCESS": 5}
    assert len(children(engine)) == count
    assert sum(len(made.task_runs[0].attempts) for made in children(engine)) == count


def test_a_restarted_subflow_goes_on_where_it_failed(engine):
    fail = "{{ kv('ready', errorOnMissing=false) != true }}"
    first = {"id": "first", "type": f"{CORE}debug.Return", "format": "x"}
    engine.deploy(document("child", first, {"id": "fail", "type": f"{CORE}execution.Fail", "condition": fail}))
    engine.deploy(
        document("parent", {"id": "sub", "type": f"{CORE}flow.Subflow", "namespace": NAMESPACE, "flowId": "child"})
    )
    execution = engine.run(f"{NAMESPACE}.parent")
    for _ in range(2):
        assert execution.state == "FAILED"
        engine.restart(execution.id)
        execution = engine.execution(execution.id).wait(10)
    engine.kv(NAMESPACE).put("ready", value=True)
    engine.restart(execution.id)
    assert engine.execution(execution.id).wait(10).state == "SUCCESS"
    assert [len(run.attempts) for run in children(engine)[0].task_runs] == [1, 4]
    assert len(children(engine)) == 1


def test_no_batch_is_started_twice_when_the_engine_ends_in_between(tmp_path):
    clock = wt.lab.VirtualClock(datetime(2025, 1, 1, tzinfo=UTC))
    sleep = {"id": "sleep", "type": f"{CORE}flow.Sleep", "duration": "PT1H"}
    with wt.Engine(home=tmp_path / "home", clock=clock) as engine:
        engine.deploy(child(sleep))
        uri = engine.storage.put("kestra:///company/team/given/lines.txt", b"a\nb\nc\n")
        engine.deploy(document("parent", each(), inputs=[{"id": "file", "type": "STRING"}]))
        execution_id = engine.run(f"{NAMESPACE}.parent", {"file": uri}, wait=False).id
        engine.settle(10)
        assert len(children(engine)) == 3
    with wt.Engine(home=tmp_path / "home", clock=clock) as engine:
        engine.settle(10)
        clock.advance(3600)
        execution = engine.execution(execution_id).wait(10)
        assert execution.state == "SUCCESS"
        assert len(children(engine)) == 3
        assert [attempt.cut for attempt in runs(execution)["each_items"].attempts] == [True, False]
