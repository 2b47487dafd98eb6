from __future__ import annotations

CORE = "io.kestra.plugin.core."


def test_a_state_outlives_the_execution_and_is_merged(outputs):
    assert outputs("state.Set", data={"a": {"x": 1}, "seen": [1]})["count"] == 2
    key = outputs("state.Set", data={"a": {"y": 2}, "seen": [2], "b": "{{ flow.id }}"})["key"]
    assert key == "flow_states_tasks-states_default"
    assert outputs("state.Get") == {"count": 3, "data": {"a": {"x": 1, "y": 2}, "seen": [1, 2], "b": "flow"}}


def test_a_missing_state_is_empty_unless_it_is_an_error(outputs, failure):
    assert outputs("state.Get", name="other") == {"count": 0, "data": {}}
    assert "no state 'other'" in failure("state.Get", name="other", errorOnMissing=True)


def test_delete_says_whether_there_was_a_state(outputs, failure):
    outputs("state.Set", data={"a": 1})
    assert outputs("state.Delete") == {"deleted": True}
    assert outputs("state.Delete") == {"deleted": False}
    assert "no state 'default'" in failure("state.Delete", errorOnMissing=True)


def test_a_state_of_the_namespace_is_shared_by_flows_and_is_not_that_of_a_flow(run_flow, outputs):
    run_flow({"id": "set", "type": CORE + "state.Set", "namespace": True, "data": {"a": 1}}, flow_id="other")
    assert outputs("state.Get", namespace=True)["data"] == {"a": 1}
    assert outputs("state.Get")["count"] == 0


def test_in_a_loop_each_value_has_a_state_of_its_own_unless_told_otherwise(engine, run_flow):
    each = [
        {"id": "own", "type": CORE + "state.Set", "data": {"v": "{{ taskrun.value }}"}},
        {"id": "shared", "type": CORE + "state.Set", "taskrunValue": False, "data": {"{{ taskrun.value }}": 1}},
    ]
    loop = {"id": "loop", "type": CORE + "flow.ForEach", "values": ["a", "b c/ü"], "tasks": each}
    assert run_flow(loop).state == "SUCCESS"
    keys = engine.kv("company.team")
    assert len(keys.keys()) == 3
    assert keys.get("flow_states_tasks-states_default_a") == {"v": "a"}
    assert keys.get("flow_states_tasks-states_default") == {"a": 1, "b c/ü": 1}
