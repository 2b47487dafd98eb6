from __future__ import annotations


def test_a_slip_in_a_type_gets_the_type_that_was_meant(in_task):
    for slip in (
        "io.kestra.plugin.core.log.Lgo",
        "io.kestra.plugin.core.logs.Log",
        "io.kestra.plugin.core.log.log",
        "Log",
    ):
        diagnostic = in_task("message: x", kind=slip)
        assert diagnostic.code == "WT-140"
        assert diagnostic.remedy == "Did you mean `io.kestra.plugin.core.log.Log`?"


def test_a_type_of_another_plugin_is_said_to_be_nowhere_here(in_task):
    diagnostic = in_task("sql: SELECT 1", kind="io.kestra.plugin.gcp.bigquery.Query")
    assert diagnostic.message == "No plugin here has the type `io.kestra.plugin.gcp.bigquery.Query`."
    assert "Kestra server" in diagnostic.remedy


def test_what_is_no_name_of_a_type_is_said_to_be_none(in_task):
    assert in_task("x: y", kind="send an email").message == "There is no type `send an email`."


def test_a_plugin_that_cannot_be_loaded_is_named_with_the_reason(in_task):
    diagnostic = in_task(kind="io.kestra.plugin.broken.Task")
    assert diagnostic.code == "WT-143"
    assert "wavetank_has_no_such_module" in diagnostic.message


def test_a_type_that_is_no_text_is_refused(in_task):
    diagnostic = in_task(kind="[a]")
    assert (diagnostic.code, diagnostic.line) == ("WT-142", 5)


def test_a_task_among_triggers_is_sent_to_the_tasks(only):
    task = "{id: t, type: io.kestra.plugin.core.log.Log, message: x}"
    diagnostic = only(f"id: f\nnamespace: n\ntasks:\n  - {task}\ntriggers:\n  - {task}\n")
    assert (diagnostic.code, diagnostic.path) == ("WT-141", "triggers[0].type")
    assert diagnostic.message == "Log is a task, not a trigger."


def test_an_entry_that_is_no_map_is_refused_in_its_place(only):
    diagnostic = only("id: f\nnamespace: n\ntasks:\n  - log it\n")
    assert (diagnostic.code, diagnostic.line, diagnostic.column, diagnostic.path) == ("WT-132", 4, 5, "tasks[0]")


def test_an_entry_of_a_list_with_nothing_in_it_is_refused(only):
    diagnostic = only("id: f\nnamespace: n\ntasks:\n  -\n")
    assert (diagnostic.code, diagnostic.path) == ("WT-132", "tasks[0]")
