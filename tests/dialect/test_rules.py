from __future__ import annotations

import pytest

TASKS = """\
tasks:
  - id: a
    type: io.kestra.plugin.core.log.Log
    message: x
"""
HEAD = "id: f\nnamespace: n\n"


def test_an_id_that_three_tasks_share_is_reported_once_on_the_second(only):
    text = HEAD + TASKS + 2 * TASKS.partition("\n")[2]
    diagnostic = only(text)
    assert (diagnostic.code, diagnostic.line, diagnostic.column) == ("WT-150", 7, 9)
    assert diagnostic.message == "Duplicate task id `a`, on the lines 4, 7, 10."


def test_tasks_of_errors_share_the_ids_of_the_flow(only):
    assert only(HEAD + TASKS + TASKS.replace("tasks:", "errors:")).path == "errors[0].id"


def test_a_task_and_a_trigger_may_have_the_same_id(found):
    hook = "triggers:\n  - {id: a, type: io.kestra.plugin.core.trigger.Webhook, key: k}\n"
    assert found(HEAD + TASKS + hook) == []


@pytest.mark.parametrize(
    ("name", "entry", "code"),
    [
        ("triggers", "{id: b, type: io.kestra.plugin.core.trigger.Webhook, key: k}", "WT-151"),
        ("inputs", "{id: b, type: STRING}", "WT-152"),
        ("inputs", "{name: b, type: STRING}", "WT-152"),
        ("outputs", "{id: b, type: STRING, value: x}", "WT-153"),
    ],
)
def test_ids_are_told_apart_kind_by_kind(found, name, entry, code):
    errors = [each for each in found(f"{HEAD}{name}:\n  - {entry}\n  - {entry}\n{TASKS}") if each.severity == "error"]
    assert [(each.code, each.line) for each in errors] == [(code, 5)]


def test_an_input_inside_another_is_refused(only):
    inputs = "inputs:\n  - {id: a, type: STRING}\n  - {id: a.b, type: STRING}\n  - {id: c.d, type: STRING}\n"
    diagnostic = only(HEAD + inputs + TASKS)
    assert (diagnostic.code, diagnostic.path) == ("WT-154", "inputs[1].id")


def test_labels_of_the_engine_are_refused_except_read_only(found):
    as_map = found(HEAD + "labels:\n  a: b\n  system.id: x\n  system.readOnly: true\n" + TASKS)
    as_list = found(HEAD + "labels:\n  - {key: system.id, value: x}\n" + TASKS)
    assert [(each.code, each.line, each.column) for each in as_map] == [("WT-155", 5, 3)]
    assert [(each.code, each.path) for each in as_list] == [("WT-155", "labels[0].key")]


@pytest.mark.parametrize("name", ["workerGroup"])
def test_what_this_version_cannot_run_is_refused_by_name(only, name):
    diagnostic = only(f"{HEAD}{name}: [x]\n{TASKS}")
    assert (diagnostic.code, diagnostic.line, diagnostic.column) == ("WT-144", 3, 1)
    assert diagnostic.message == f"Wavetank cannot run `{name}` yet."


def test_what_this_version_cannot_run_in_a_task_or_an_input_is_refused(found):
    inputs = "inputs:\n  - {id: i, type: TABLE}\n"
    text = f"{HEAD}{inputs}{TASKS}    workerGroup: {{key: x}}\n"
    assert [(each.code, each.path) for each in found(text)] == [
        ("WT-144", "inputs[0].type"),
        ("WT-144", "tasks[0].workerGroup"),
    ]


def test_rules_hold_beside_other_faults(found):
    text = HEAD + TASKS + TASKS.partition("\n")[2] + "    timeout: never\n"
    assert [each.code for each in found(text)] == ["WT-150", "WT-134"]


def _depending(*lines):
    return HEAD + "inputs:\n" + "".join(f"  - {{type: STRING, {line}}}\n" for line in lines) + TASKS


def test_an_input_depends_on_inputs_that_exist(only, found):
    diagnostic = only(_depending("id: region", "id: b, dependsOn: {inputs: [regoin]}"))
    assert (diagnostic.code, diagnostic.path) == ("WT-156", "inputs[1].dependsOn.inputs[0]")
    assert diagnostic.message == "Input with id `b` depends on a non-existent input `regoin`."
    assert diagnostic.remedy == "Did you mean `region`?"
    assert found(_depending("id: region", "id: b, dependsOn: {inputs: [region]}")) == []


@pytest.mark.parametrize(
    ("edges", "circle"),
    [("a-a", "[a]"), ("a-b b-c c-a", "[a, b, c]"), ("x-a a-b b-a", "[a, b]")],
)
def test_a_circle_of_dependencies_is_reported_once(only, edges, circle):
    pairs = [edge.split("-") for edge in edges.split()]
    diagnostic = only(_depending(*(f"id: {name}, dependsOn: {{inputs: [{other}]}}" for name, other in pairs)))
    assert diagnostic.code == "WT-156"
    assert diagnostic.message == f"Cycle dependency detected for input with id `a`: {circle}."
