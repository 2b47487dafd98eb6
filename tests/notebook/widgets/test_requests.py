"""What the page of a flow can ask for, against a running engine."""

from __future__ import annotations

import pytest

from wavetank.notebook.widgets.channel import Channel
from wavetank.notebook.widgets.execution_requests import ExecutionRequests
from wavetank.notebook.widgets.flow_requests import FlowRequests
from wavetank.notebook.widgets.requests import requests_of
from wavetank.notebook.widgets.watching import Watching

FLOW = """\
id: asked
namespace: lab
inputs:
  - {id: amount, type: INT, min: 1, max: 10}
  - {id: loud, type: BOOLEAN, defaults: false}
  - {id: volume, type: INT, dependsOn: {inputs: [loud], condition: "{{ inputs.loud }}"}}
  - {id: data, type: FILE, required: false, allowedFileExtensions: [.csv]}
tasks:
  - id: rows
    type: io.kestra.plugin.core.flow.ForEach
    values: [1, 2, 3]
    tasks:
      - id: row
        type: io.kestra.plugin.core.output.OutputValues
        values: {article: "hull {{ taskrun.value }}"}
  - id: keep
    type: io.kestra.plugin.core.storage.Write
    content: "id,name\\n1,Ada\\n2,Grace\\n"
    extension: .csv
triggers:
  - {id: hook, type: io.kestra.plugin.core.trigger.Webhook, key: known, inputs: {amount: "{{ trigger.body.amount }}"}}
"""
OFFERING = """\
id: offering
namespace: lab
inputs:
  - {id: range, type: SELECT, values: [cold, warm]}
  - id: colour
    type: SELECT
    expression: "{{ inputs.range == 'cold' ? ['blue', 'green'] : ['red'] }}"
    dependsOn: {inputs: [range]}
  - {id: note, type: STRING, required: false}
  - {id: word, type: SECRET, required: false}
tasks:
  - {id: told, type: io.kestra.plugin.core.debug.Return, format: "{{ inputs.colour }}"}
"""
LISTS = """\
id: lists
namespace: lab
tasks:
  - id: both
    type: io.kestra.plugin.core.output.OutputValues
    values:
      first: [{a: 1}]
      second: [{b: 2}, {b: 3}]
"""
PAUSING = """\
id: pausing
namespace: lab
tasks:
  - id: ask
    type: io.kestra.plugin.core.flow.Pause
    onResume:
      - {id: reason, type: STRING, validator: "[a-z]+"}
  - id: told
    type: io.kestra.plugin.core.log.Log
    message: "{{ outputs.ask.onResume.reason }}"
"""


@pytest.fixture
def asking(engine, page):
    """A page that shows the flow of a text."""

    def connect(text=FLOW):
        flow = engine.deploy(text)
        watching = Watching(engine)
        calls = requests_of(FlowRequests(engine, flow), ExecutionRequests(engine), watching)
        watching.push = Channel(page, engine.portal, calls).push
        return page

    return connect


def test_run_starts_an_execution_with_the_inputs_of_the_form(asking, engine):
    answer = asking().ask("run", inputs={"amount": "3"}).body["result"]
    assert engine.execution(answer["execution"]).wait(10).inputs["amount"] == 3


def test_labels_of_the_form_are_words_and_what_is_none_is_told_beside_them(asking, engine):
    page = asking()
    answer = page.ask("run", inputs={"amount": "3"}, labels="team=sales reason='second try'").body["result"]
    labels = engine.execution(answer["execution"]).wait(10).labels
    assert (labels["team"], labels["reason"]) == ("sales", "second try")
    refused = page.ask("run", inputs={"amount": "3"}, labels="team").body["error"]
    assert refused["fields"] == {":labels": "'team' is not KEY=VALUE."}


def test_a_check_tells_what_may_be_chosen_where_an_expression_says_it(asking):
    page = asking(OFFERING)
    for inputs in ({"range": "cold"}, {"range": "cold", "colour": "red"}):
        assert page.ask("check", inputs=inputs).body["result"]["choices"] == {"colour": ["blue", "green"]}
    assert "colour" in page.ask("check", inputs={"range": "cold", "colour": "red"}).body["result"]["fields"]


def test_a_replay_is_asked_for_with_the_former_inputs_and_takes_others(asking, engine):
    page = asking(OFFERING)
    engine.runtime.surroundings.masked.add("open-sesame")
    execution = engine.run("lab.offering", {"range": "cold", "colour": "blue", "note": "open-sesame"})
    page.ask("watch", view="v", execution=execution.id)
    html = page.pushed("execution", lambda body: body["ended"])["html"]
    assert 'data-action="open_replay"' in html
    assert 'selected="">blue' in html
    for hidden in ('data-input="note"', 'data-input="word"'):
        assert hidden not in html
    result = page.ask("check_again", execution=execution.id, inputs={"range": "warm"}).body["result"]
    assert result["choices"] == {"colour": ["red"]}
    refused = page.ask("replay", execution=execution.id, inputs={"range": "warm", "colour": "blue"}).body["error"]
    assert "colour" in refused["fields"]
    answer = page.ask("replay", execution=execution.id, inputs={"range": "warm", "colour": "red"}).body["result"]
    replay = engine.execution(answer["execution"]).wait(10)
    assert replay["told"]["value"] == "red"
    assert replay.inputs["note"] == "open-sesame"


def test_a_pause_after_the_end_is_resumed_with_the_form_that_it_asks_for(asking, engine):
    page = asking(
        PAUSING.replace(
            "tasks:", "tasks: [{id: a, type: io.kestra.plugin.core.flow.Sleep, duration: PT0S}]\nafterExecution:"
        )
    )
    run = engine.run("lab.pausing", wait=False)
    engine.settle()
    page.ask("watch", view="v", execution=run.id)
    html = page.pushed("execution", lambda body: "which runs after the end, is paused" in body["html"])["html"]
    assert f'data-key="resume-{run.id}"' in html
    assert "result" in page.ask("resume", execution=run.id, inputs={"reason": "fine"}).body
    assert run.wait(10)["ask"]["onResume"] == {"reason": "fine"}


def test_every_fault_of_a_form_is_told_with_its_field_and_nothing_runs(asking, engine):
    page = asking()
    fields = page.ask("run", inputs={"amount": "99", "loud": "true"}).body["error"]["fields"]
    assert set(fields) == {"amount", "volume"}
    assert fields["amount"].startswith("It must be less than `10`")
    assert len(engine.executions()) == 0


def test_a_check_tells_faults_and_what_cannot_have_a_value_now(asking):
    page = asking()
    assert page.ask("check", inputs={}).body["result"] == {"fields": {}, "hidden": ["volume"], "choices": {}}
    result = page.ask("check", inputs={"loud": "true", "amount": "x"}).body["result"]
    assert result["hidden"] == []
    assert set(result["fields"]) == {"amount"}


def test_an_uploaded_file_becomes_an_input(asking, engine):
    page = asking()
    page.ask("upload", [b"id,name\n"], upload="u", name="people.csv", first=True)
    assert page.ask("upload", [b"1,Ada\n"], upload="u", name="people.csv", first=False).body["result"]["size"] == 14
    answer = page.ask("run", inputs={"amount": "3"}, files={"data": "u"}).body["result"]
    uri = engine.execution(answer["execution"]).wait(10).inputs["data"]
    assert uri.endswith("people.csv")
    assert engine.storage.read(uri) == b"id,name\n1,Ada\n"


def test_a_file_with_another_ending_is_told_beside_its_field(asking):
    page = asking()
    page.ask("upload", [b"x"], upload="u", name="../../people.exe", first=True)
    fields = page.ask("run", inputs={"amount": "3"}, files={"data": "u"}).body["error"]["fields"]
    assert ".csv" in fields["data"]


def test_fire_tells_the_verdict(asking):
    page = asking()
    fired = page.ask("fire", trigger="hook", event='{"body": {"amount": 2}}').body["result"]
    assert fired["outcome"] == "FIRED"
    assert fired["execution"]
    refused = page.ask("fire", trigger="hook", event='{"body": {"amount": 99}}').body["result"]
    assert refused["outcome"] == "FAILED"
    assert "less than" in refused["reason"]
    assert "no JSON" in page.ask("fire", trigger="hook", event="{").body["error"]["cause"]


def test_a_trigger_is_paused_and_resumed(asking, engine):
    page = asking()
    page.ask("pause_trigger", trigger="hook")
    assert engine.triggers["lab.asked", "hook"].state == "PAUSED"
    page.ask("resume_trigger", trigger="hook")
    assert engine.triggers["lab.asked", "hook"].state == "LISTENING"


def test_outputs_of_a_loop_are_rows_with_a_column_for_each_entry(asking, engine):
    page = asking()
    execution = engine.run("lab.asked", {"amount": 1})
    table = page.ask("table", execution=execution.id, task="row").body["result"]
    assert table["columns"] == ["taskrun_value", "values.article"]
    assert table["rows"] == [["1", "hull 1"], ["2", "hull 2"], ["3", "hull 3"]]
    assert table["total"] == 3


def test_of_several_tables_each_is_shown_by_its_way(asking, engine):
    page = asking(LISTS)
    execution = engine.run("lab.lists")
    page.ask("watch", view="v", execution=execution.id)
    markup = page.pushed("execution", lambda body: body["ended"])["html"]
    assert "Table of values.first" in markup
    assert "Table of values.second" in markup
    table = page.ask("table", execution=execution.id, task="both", way=["values", "second"]).body["result"]
    assert (table["columns"], table["rows"]) == (["b"], [[2], [3]])


def test_a_file_is_previewed_and_downloaded(asking, engine):
    page = asking()
    uri = engine.run("lab.asked", {"amount": 1})["keep"]["uri"]
    preview = page.ask("preview", uri=uri).body["result"]
    assert preview["columns"] == ["id", "name"]
    assert preview["rows"] == [[1, "Ada"], [2, "Grace"]]
    answer = page.ask("download", uri=uri)
    assert b"".join(answer.buffers) == b"id,name\n1,Ada\n2,Grace\n"
    assert answer.body["result"]["name"] == uri.rpartition("/")[2]


def test_what_is_no_table_is_previewed_as_text_without_secrets(asking, engine):
    page = asking()
    engine.runtime.surroundings.masked.add("open-sesame")
    engine.storage.put("kestra:///lab/note.txt", "the word is open-sesame")
    preview = page.ask("preview", uri="kestra:///lab/note.txt").body["result"]
    assert preview == {"text": "the word is ******", "more": 0}


def test_an_execution_is_watched_until_its_end(asking, engine):
    page = asking()
    execution = engine.run("lab.asked", {"amount": 1})
    page.ask("watch", view="v", execution=execution.id)
    shown = page.pushed("execution", lambda body: body["ended"])
    assert shown["id"] == execution.id
    for piece in ("SUCCESS", 'data-tab="Tasks"', 'data-action="replay"', 'data-action="table" data-task="row"'):
        assert piece in shown["html"]


def test_messages_of_a_watched_execution_stream(asking, engine):
    page = asking(PAUSING)
    execution = engine.run("lab.pausing", wait=False)
    page.ask("watch", view="v", execution=execution.id)
    shown = page.pushed("execution", lambda body: "PAUSED" in body["html"])
    assert 'data-input="reason"' in shown["html"]
    assert "reason" in page.ask("resume", execution=execution.id, inputs={"reason": "7"}).body["error"]["fields"]
    page.ask("resume", execution=execution.id, inputs={"reason": "because"})
    logs = page.pushed("logs")
    assert [row[3] for row in logs["rows"]] == ["because"]
    assert "SUCCESS" in page.pushed("execution", lambda body: body["ended"])["html"]


def test_replay_from_a_task_run_makes_another_execution(asking, engine):
    page = asking()
    execution = engine.run("lab.asked", {"amount": 1})
    run = next(run for run in execution.task_runs if run.task_id == "keep")
    replayed = page.ask("replay", execution=execution.id, run=run.id).body["result"]["execution"]
    assert engine.execution(replayed).wait(10).parent == execution.id


def test_kill_answers_with_the_same_execution_and_again_with_why_not(asking, engine):
    page = asking(PAUSING)
    execution = engine.run("lab.pausing", wait=False)
    page.ask("watch", view="v", execution=execution.id)
    page.pushed("execution", lambda body: "PAUSED" in body["html"])
    assert page.ask("kill", execution=execution.id).body["result"] == {"execution": execution.id}
    assert execution.wait(10).state == "KILLED"
    assert "KILLED" in page.ask("kill", execution=execution.id).body["error"]["cause"]
