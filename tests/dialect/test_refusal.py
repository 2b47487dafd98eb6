from __future__ import annotations

import pytest

import wavetank as wt

SEND = "io.kestra.plugin.core.send.Send"
SLEEP = "io.kestra.plugin.core.flow.Sleep"


def test_the_properties_of_the_type_are_offered_when_none_is_close(in_task):
    diagnostic = in_task("message: x", "frequency: high")
    assert diagnostic.message == "Log has no property `frequency`."
    assert "message" in diagnostic.remedy
    assert "workerGroup" not in diagnostic.remedy


def test_a_name_in_snake_case_gets_the_one_in_camel_case(in_task):
    assert in_task("message: x", "log_level: INFO").remedy == "Did you mean `logLevel`?"


def test_a_misspelt_property_of_a_nested_part_gets_the_one_of_that_part(in_task):
    diagnostic = in_task("aside:", "  topik: orders", kind=SEND)
    assert (diagnostic.path, diagnostic.remedy) == ("tasks[0].aside.topik", "Did you mean `topic`?")


def test_a_task_that_lacks_a_property_is_called_by_its_id():
    text = "id: f\nnamespace: n\ntasks:\n  - id: block\n    type: io.kestra.plugin.core.flow.WorkingDirectory\n"
    assert [each.message for each in wt.check(text)] == ["WorkingDirectory `block` needs the property `tasks`."]


def test_a_property_that_is_missing_in_a_nested_part_is_placed_there(in_task):
    diagnostic = in_task("aside:", "  size: 3", kind=SEND)
    assert (diagnostic.code, diagnostic.path, diagnostic.line) == ("WT-130", "tasks[0].aside.topic", 7)
    assert diagnostic.message == "Aside needs the property `topic`."


@pytest.mark.parametrize(
    ("lines", "kind", "code", "message"),
    [
        (["message: {a: b}"], None, "WT-132", "`message` must be a text or a list, not a map."),
        (
            ["message:", "  - fine", "  - [a]"],
            None,
            "WT-132",
            "Entry 2 of `tasks[0].message` must be a text, not a list.",
        ),
        (["message: x", "disabled: maybe"], None, "WT-132", "`disabled` must be true or false, not the text `maybe`."),
        (["message: x", "level: LOUD"], None, "WT-133", "`level` cannot be the text `LOUD`."),
        (["aside:", "  topic: x", "  size: big"], SEND, "WT-132", "`size` must be a whole number, not the text `big`."),
        (["to: nobody"], SEND, "WT-132", "`to` must be a map, not the text `nobody`."),
        (["aside: x"], SEND, "WT-132", "`aside` must be a map, not the text `x`."),
        (["duration: PT1W"], SLEEP, "WT-134", "'PT1W' is not a duration."),
        (["duration: P99999999999999D"], SLEEP, "WT-134", None),
        (["duration: [1]"], SLEEP, "WT-134", None),
        (
            ["duration: 1", "between: [1, x]"],
            SLEEP,
            "WT-132",
            "Entry 2 of `tasks[0].between` must be a whole number, not the text `x`.",
        ),
    ],
)
def test_a_value_that_does_not_suit_is_explained(in_task, lines, kind, code, message):
    diagnostic = in_task(*lines, **({"kind": kind} if kind else {}))
    assert diagnostic.code == code
    assert message in (None, diagnostic.message)


def test_a_limit_is_named(only):
    task = "{id: t, type: io.kestra.plugin.core.log.Log, message: x}"
    each = (
        "{id: e, type: io.kestra.plugin.core.flow.ForEach, values: '[]', concurrencyLimit: -1, tasks: [" + task + "]}"
    )
    assert (
        only(f"id: f\nnamespace: n\ntasks:\n  - {each}\n").message == "`concurrencyLimit` must be at least 0, not -1."
    )


def test_a_rule_of_a_type_is_placed_at_the_property_that_it_names(only):
    task = "{id: t, type: io.kestra.plugin.core.log.Log, message: x}"
    hook = "  - id: h\n    type: io.kestra.plugin.core.trigger.Webhook\n    key: "
    diagnostic = only(f"id: f\nnamespace: n\ntasks:\n  - {task}\ntriggers:\n{hook}a b\n")
    assert (diagnostic.code, diagnostic.line, diagnostic.path) == ("WT-136", 8, "triggers[0].key")
    assert diagnostic.message == "`h`: `key` has a blank in it."
    assert only(f"id: f\nnamespace: n\ntasks:\n  - {task}\ntriggers:\n{hook}muchtoolong\n").code == "WT-133"


def test_the_dot_is_offered_only_where_an_id_may_have_it(only, in_task):
    task = "{id: t, type: io.kestra.plugin.core.log.Log, message: x}"
    assert "`.`" in only(f"id: a b\nnamespace: n\ntasks:\n  - {task}\n").remedy
    nested = task.replace("id: t", "id: a.b")
    assert "`.`" not in only(f"id: f\nnamespace: n\ntasks:\n  - {nested}\n").remedy


def test_a_wrong_list_of_labels_is_placed_at_the_labels(only):
    task = "{id: t, type: io.kestra.plugin.core.log.Log, message: x}"
    diagnostic = only(f"id: f\nnamespace: n\nlabels: [a, b]\ntasks:\n  - {task}\n")
    assert (diagnostic.code, diagnostic.line, diagnostic.path) == ("WT-136", 3, "labels")
