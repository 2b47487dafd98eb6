from __future__ import annotations

import pandas as pd
import pytest

from wavetank.errors import NotFoundError
from wavetank.notebook.verbs.catalogue import VERBS

ROWS = """\
id: rows
namespace: company.team
tasks:
  - id: load
    type: io.kestra.plugin.core.debug.Return
    format: '[{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]'
  - id: done
    type: io.kestra.plugin.core.log.Log
    message: done
"""


def test_the_verb_alone_lists_the_verbs(run):
    printed = run("%flow").printed
    for verb in VERBS:
        assert f"  {verb} " in printed


@pytest.mark.parametrize("cell", ["%flow fire?", "%flow fire --help", "%flow  fire  ?"])
def test_a_verb_explains_itself(run, cell):
    printed = run(cell).printed
    assert "%flow fire" in printed
    assert "The event as JSON" in printed


def test_a_question_mark_elsewhere_stays_what_it_is(shell):
    assert shell.transform_cell("x = '%flow fire?'") == "x = '%flow fire?'\n"


def test_an_unknown_verb_is_answered_with_what_is_close(run):
    assert "Did you mean executions?" in run("%flow execution", ok=False).complained


def test_flows_are_listed(run, hello):
    run(f"%%flow --quiet\n{hello}")
    [flow] = run("%flow list").value
    assert flow.key == "company.team.hello"


def test_run_returns_the_execution(run, hello):
    run(f"%%flow --quiet\n{hello}")
    execution = run("%flow run hello -i who=Ada --label team=a").value
    assert execution["greet"]["value"] == "Hello Ada"
    assert execution.labels["team"] == "a"
    assert run("%flow run company.team.hello --no-wait").value.wait(10).state == "SUCCESS"


def test_the_result_can_be_assigned(run, shell, hello):
    run(f"%%flow --quiet\n{hello}")
    run("x = %flow run hello")
    assert shell.user_ns["x"].state == "SUCCESS"


def test_fire_takes_json_a_variable_or_nothing(run, shell, hooked):
    run(f"%%flow --quiet\n{hooked}")
    assert run('%flow fire hooked hook {"body": {"n": 1, "text": "a  b"}}').value.execution["take"]["value"] == (
        '{"n":1,"text":"a  b"}'
    )
    shell.user_ns["event"] = {"body": {"n": 2}}
    assert "2" in run("%flow fire company.team.hooked hook event").value.execution["take"]["value"]
    assert "3" in run("%flow fire hooked hook {'body': {'n': 3}}").value.execution["take"]["value"]
    assert run("%flow fire hooked hook").value.outcome in ("FIRED", "FAILED")


def test_an_event_that_is_neither_is_refused(run, hooked):
    run(f"%%flow --quiet\n{hooked}")
    assert "neither JSON nor the name of a variable" in run("%flow fire hooked hook {oops", ok=False).complained


def test_executions_are_found_by_flow_state_and_number(run, hello):
    run(f"%%flow --quiet\n{hello}")
    for _ in range(3):
        run("%flow run hello")
    assert len(run("%flow executions").value) == 3
    assert len(run("%flow executions hello --limit 2 --state success").value) == 2
    assert len(run("%flow executions --state FAILED").value) == 0


def test_an_execution_is_meant_by_id_prefix_flow_or_last(run, hello):
    run(f"%%flow --quiet\n{hello}")
    first = run("%flow run hello").value
    second = run("%flow run hello").value
    assert run(f"%flow show {first.id}").value == first
    assert run(f"%flow show {first.id[:12]}").value == first
    assert run("%flow show last").value == second
    assert run("%flow show hello").value == second


def test_an_input_that_the_flow_has_not_is_refused_and_nothing_runs(run, engine, hello):
    run(f"%%flow --quiet\n{hello}")
    assert "Did you mean who?" in run("%flow run hello -i woh=Ada", ok=False).printed
    assert "has no input size" in run(f"%%flow --quiet --run -i size=2\n{hello}", ok=False).printed
    assert len(engine.executions()) == 0


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("run hello who=Ada", "An input is written as -i who=Ada"),
        ("replay last who=Ada", "An input is written as -i who=Ada"),
        ("run hello --no-weit", "Did you mean --no-wait?"),
        ("executions --state faild", "'FAILED'"),
        ('show "last', "a quote is not closed"),
    ],
)
def test_a_line_that_is_typed_amiss_is_answered_with_what_to_write(run, line, answer):
    assert answer in run(f"%flow {line}", ok=False).complained


def test_what_is_not_there_is_said_with_what_is_close(run, hello, hooked):
    run(f"%%flow --quiet\n{hello}")
    run(f"%%flow --quiet\n{hooked}")
    done = run("%flow run helo", ok=False)
    assert isinstance(done.error, NotFoundError)
    assert "Did you mean hello" in done.printed
    assert "Traceback" not in done.printed
    assert "hook" in run("%flow fire hooked nothing", ok=False).printed
    assert "no execution yet" in run("%flow show last", ok=False).printed


def test_an_id_that_several_flows_have_is_asked_back(run, hello):
    run(f"%%flow --quiet\n{hello}")
    run(f"%%flow --quiet\n{hello.replace('company.team', 'company.other')}")
    printed = run("%flow run hello", ok=False).printed
    assert "company.team.hello, company.other.hello" in printed


def test_logs_are_filtered_by_task_and_level(run, hello):
    run(f"%%flow --quiet\n{hello}")
    run("%flow run hello")
    assert "Hello World" in [entry.message for entry in run("%flow logs last say").value]
    assert not [entry for entry in run("%flow logs last greet").value if entry.task_id != "greet"]
    assert len(run("%flow logs last --level error").value) == 0


def test_outputs_are_those_of_a_task_or_of_all(run, hello):
    run(f"%%flow --quiet\n{hello}")
    run("%flow run hello")
    assert run("%flow outputs last greet").value == {"value": "Hello World"}
    assert run("%flow outputs hello").value["greet"]["value"] == "Hello World"
    assert "Tasks that ran: greet, say" in run("%flow outputs last nothing", ok=False).printed


def test_rows_become_a_frame(run, shell):
    run(f"%%flow --quiet\n{ROWS}")
    run("%flow run rows")
    run("df = %flow df rows load")
    pd.testing.assert_frame_equal(shell.user_ns["df"], pd.DataFrame([{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]))
    assert len(run("%flow df last").value) == 2, "the only task that left something"
    assert len(run("%flow df last load value").value) == 2


def test_what_is_no_table_is_shown_instead(run, hello):
    run(f"%%flow --quiet\n{hello}")
    run("%flow run hello")
    printed = run("%flow df last greet", ok=False).printed
    assert "no table" in printed
    assert "value: Hello World" in printed


def test_triggers_and_verdicts_are_listed(run, hooked, hello):
    run(f"%%flow --quiet\n{hello}")
    run(f"%%flow --quiet\n{hooked}")
    run('%flow fire hooked hook {"body": {"n": 1}}')
    assert [trigger.id for trigger in run("%flow triggers").value] == ["hook"]
    assert len(run("%flow triggers hello").value) == 0
    [verdict] = run("%flow verdicts hooked").value
    assert verdict.outcome == "FIRED"
    assert len(run("%flow verdicts hello").value) == 0


def test_why_explains_executions_events_triggers_and_flows(run, hooked):
    run(f"%%flow --quiet\n{hooked}")
    verdict = run('%flow fire hooked hook {"body": {"n": 1}}').value
    execution = verdict.execution
    assert "hook" in str(run(f"%flow why {execution.id[:12]}").value)
    assert "hook" in str(run("%flow why last").value)
    assert execution.id in str(run(f"%flow why {verdict.identity}").value)
    assert "is LISTENING" in str(run("%flow why hooked hook").value)
    assert execution.id in str(run("%flow why hooked").value)


@pytest.mark.parametrize("line", ["run", "fire hooked", "logs", "executions --limit many", "show a b"])
def test_words_that_do_not_fit_are_complained_of(run, line):
    done = run(f"%flow {line}", ok=False)
    assert f"%flow {line.split()[0]}" in done.complained


FILED = """\
id: filed
namespace: company.team
inputs:
  - {id: data, type: FILE}
tasks:
  - {id: show, type: io.kestra.plugin.core.debug.Return, format: "{{ read(inputs.data) }}"}
"""


def test_a_file_is_named_by_a_variable_or_by_its_path(run, shell, tmp_path):
    (tmp_path / "data.csv").write_text("a,b")
    shell.user_ns["frame"] = pd.DataFrame({"n": [1]})
    assert run(f"%%flow --run -i data={tmp_path}/data.csv\n{FILED}").value["show"]["value"] == "a,b"
    first = run("%flow run filed -i data=frame").value
    assert first["show"]["value"].strip() == "{n:1}"
    again = run(f"%flow replay {first.id} -i data={tmp_path}/data.csv").value
    assert again.wait(10)["show"]["value"] == "a,b"


def test_a_file_that_is_not_there_is_told(run):
    run(f"%%flow --quiet\n{FILED}")
    assert "no.csv cannot be read: No such file" in str(run("%flow run filed -i data=no.csv", ok=False).error)
