from __future__ import annotations

import pytest
from IPython.core.completer import provisionalcompleter

from wavetank.notebook.verbs.catalogue import VERBS


@pytest.fixture
def complete(shell, run, hello, hooked):
    run(f"%%flow --quiet\n{hello}")
    run(f"%%flow --quiet\n{hooked}")

    def complete_at(text):
        """Completes where the mark | stands."""
        before, after = text.split("|")
        line = before.count("\n")
        column = len(before.rpartition("\n")[2])
        return _completions(shell.Completer, before + after, line, column)

    return complete_at


def _completions(completer, text, line, column):
    result = completer._complete(cursor_line=line, cursor_pos=column, full_text=text)
    found = result["wavetank.flow"]
    return [completion.text for completion in found["completions"]], found.get("matched_fragment", "")


def test_verbs_are_completed(complete):
    assert complete("%flow exe|") == (["executions"], "exe")
    assert set(complete("%flow |")[0]) == set(VERBS)


def test_verbs_are_completed_behind_an_assignment(complete):
    assert complete("x = 1\ndf = %flow df|") == (["df"], "df")


def test_flows_are_completed_by_key_and_by_id(complete):
    names, fragment = complete("%flow run h|")
    assert fragment == "h"
    assert {"hello", "hooked"} <= set(names)
    assert "company.team.hello" in complete("%flow run comp|")[0]


def test_the_triggers_of_the_flow_are_completed(complete):
    assert complete("%flow fire hooked |") == (["hook"], "")
    assert complete("%flow fire unknown |") == ([], "")


def test_variables_that_can_be_events_are_completed(complete, shell):
    shell.user_ns["event"] = {"body": 1}
    shell.user_ns["evening"] = 3
    assert complete("%flow fire hooked hook ev|") == (["event"], "ev")


def test_executions_and_their_tasks_are_completed(complete, run):
    execution = run("%flow run hello").value
    names, _ = complete("%flow logs |")
    assert {"last", "hello", execution.id} <= set(names)
    assert complete(f"%flow logs {execution.id[:8]}|")[0] == [execution.id]
    assert complete("%flow outputs last g|") == (["greet"], "g")


def test_the_execution_and_the_task_of_an_expression_are_completed(complete, run):
    execution = run("%flow run hello").value
    assert {"last", "hello", execution.id} <= set(complete("%flow eval |")[0])
    assert complete("%flow eval last |")[0] == ["greet", "say"]
    assert complete("%flow eval last greet {{ in|") == ([], "in")
    assert complete("%flow eval {{ in|") == ([], "in")


def test_options_are_completed(complete):
    assert set(complete("%flow executions --|")[0]) == {"--state", "--limit"}
    assert complete("%flow executions hello --l|") == (["--limit"], "--l")
    assert complete("%%flow --pa|\nid: a") == (["--paused"], "--pa")


def test_behind_the_last_word_there_is_nothing_to_complete(complete):
    assert complete("%flow run hello |") == ([], "")


def test_keys_of_a_flow_are_completed_in_its_cell(complete):
    assert complete("%%flow\nid: a\nna|") == (["namespace: "], "na")
    assert "tenantId: " not in complete("%%flow\n|")[0]


def test_types_are_completed_by_their_name_and_by_its_last_part(complete):
    log = "io.kestra.plugin.core.log.Log"
    assert log in complete("%%flow\ntasks:\n  - id: a\n    type: io.kestra|")[0]
    assert complete("%%flow\ntasks:\n  - type: log|") == ([log], "log")


def test_tasks_and_triggers_are_told_apart(complete):
    triggers = complete("%%flow\ntasks:\n  - id: a\ntriggers:\n  - type: |")[0]
    tasks = complete("%%flow\ntriggers:\n  - id: a\ntasks:\n  - type: |")[0]
    assert "io.kestra.plugin.core.trigger.Webhook" in triggers
    assert "io.kestra.plugin.core.trigger.Webhook" not in tasks
    assert "io.kestra.plugin.core.log.Log" not in triggers


def test_elsewhere_python_is_left_alone(complete, shell):
    assert complete("x = hel|")[0] == []
    shell.user_ns["hello_world"] = 1
    with provisionalcompleter():
        assert "hello_world" in [found.text for found in shell.Completer.completions("hello_w", 7)]


def test_the_completer_of_the_shell_gives_what_stands_behind_a_dot(complete, shell):
    text = "%flow run company.team.he"
    with provisionalcompleter():
        found = list(shell.Completer.completions(text, len(text)))
    assert [(each.text, each.start, each.end) for each in found] == [("company.team.hello", 10, 25)]
