from __future__ import annotations

import pytest

from wavetank.api.execution import Execution
from wavetank.errors import FlowError, InputError
from wavetank.model.flow import Flow
from wavetank.notebook.cell_magic import key_of

SECRET = "secret('TOKEN')"
BROKEN = """\
id: hello
namespace: company.team
tasks:
  - id: greet
    type: io.kestra.plugin.core.debug.Retrun
    format: x
"""


def test_a_cell_deploys_its_flow_and_shows_the_card(run, engine, hello):
    done = run(f"%%flow\n{hello}")
    assert engine.flows["company.team.hello"].revision == 1
    assert done.value is None
    [bundle] = done.shown
    assert "company.team" in bundle["text/html"]
    assert "company.team.hello, revision 1" in bundle["text/plain"]


def test_the_text_goes_to_the_engine_unchanged(run, engine, hello):
    run(f"%%flow\n{hello}")
    assert engine.flows["company.team.hello"].source.rstrip() == hello.rstrip()


def test_run_gives_the_execution(run, hello):
    done = run(f"%%flow --run -i who=Ada\n{hello}")
    assert isinstance(done.value, Execution)
    assert done.value.state == "SUCCESS"
    assert done.value["greet"]["value"] == "Hello Ada"
    assert len(done.shown) == 1, "the card; the execution is the result of the cell"


def test_values_of_inputs_may_be_quoted(run, hello):
    assert run(f"%%flow --run -i who='Ada Lovelace'\n{hello}").value["greet"]["value"] == "Hello Ada Lovelace"


def test_python_is_not_put_into_the_line_or_the_cell(run, shell, hello):
    shell.user_ns["who"] = "python"
    assert run("%%flow --run -i who={who}\n" + hello).value["greet"]["value"] == "Hello {who}"


def test_name_binds_the_flow_or_the_execution(run, shell, hello):
    run(f"%%flow --name bound\n{hello}")
    assert isinstance(shell.user_ns["bound"], Flow)
    run(f"%%flow --name bound --run\n{hello}")
    assert isinstance(shell.user_ns["bound"], Execution)


def test_quiet_shows_nothing(run, shell, hello):
    done = run(f"%%flow --quiet --run --name bound\n{hello}")
    assert (done.value, done.shown, done.printed) == (None, [], "")
    assert shell.user_ns["bound"].state == "SUCCESS"


def test_to_runs_up_to_a_task_and_takes_over_what_did_not_change(run, hello):
    first = run(f"%%flow --to greet -i who=Ada\n{hello}").value
    assert [run.task_id for run in first.task_runs] == ["greet"]
    second = run(f"%%flow --run --to say -i who=Ada\n{hello}").value
    assert [(run.task_id, len(run.attempts)) for run in second.task_runs] == [("greet", 0), ("say", 1)]
    third = run(f"%%flow --to say --fresh -i who=Ada\n{hello}").value
    assert [len(run.attempts) for run in third.task_runs] == [1, 1]


def test_with_puts_a_variable_in_the_place_of_a_task(run, shell, hello):
    shell.user_ns["mine"] = "by hand"
    execution = run(f"%%flow --run --with greet=mine\n{hello}").value
    assert "by hand" in [entry.message for entry in execution.logs]
    assert run("%flow run hello --to say --with greet=mine").value["greet"] == {"value": "by hand"}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("--with greet=mine", "belong to a run"),
        ("--run --with greet=mine", "no variable mine"),
        ("--run --with greet", "not KEY=VALUE"),
        ("--run --fresh", "--fresh belongs to --to"),
    ],
)
def test_options_that_do_not_fit_together_are_complained_of(run, hello, options, said):
    assert said in run(f"%%flow {options}\n{hello}", ok=False).complained


def test_paused_leaves_the_triggers_alone(run, engine, hooked):
    run(f"%%flow --paused\n{hooked}")
    assert engine.triggers["company.team.hooked", "hook"].state != "LISTENING"


def test_a_card_shows_where_a_webhook_is_called(run, engine, hooked):
    [bundle] = run(f"%%flow\n{hooked}").shown
    assert engine.triggers["company.team.hooked", "hook"].url in bundle["text/html"]
    assert engine.url.startswith("http://127.0.0.1")


def test_a_fault_is_shown_where_it_is_and_without_a_traceback(run):
    done = run(f"%%flow --run\n{BROKEN}", ok=False)
    assert isinstance(done.error, FlowError)
    assert "Traceback" not in done.printed
    assert "Retrun" in done.printed
    assert "line 6" in done.printed, "counted as the editor counts, %%flow being the first"
    assert "%%flow" in done.printed or "tasks:" in done.printed


def test_a_faulty_text_leaves_the_former_revision_alive_and_says_so(run, engine, hello):
    run(f"%%flow\n{hello}")
    done = run(f"%%flow\n{BROKEN}", ok=False)
    assert "Revision 1 of company.team.hello stays as it was" in done.printed
    assert engine.flows["company.team.hello"].revision == 1
    assert run("%flow run hello").value.state == "SUCCESS"


def test_a_faulty_text_of_a_new_flow_speaks_of_no_former_one(run):
    assert "stays as it was" not in run(f"%%flow\n{BROKEN}", ok=False).printed


def test_a_wrong_input_is_shown_without_a_traceback(run, engine, hello):
    text = hello.replace("STRING", "INT").replace("    defaults: World\n", "")
    done = run(f"%%flow --run -i who=many\n{text}", ok=False)
    assert isinstance(done.error, InputError)
    assert "Traceback" not in done.printed
    assert "who" in done.printed
    assert len(engine.executions()) == 0


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("--runn x", "unrecognized arguments: --runn x. Did you mean --run?"),
        ("--run -i who", "is not KEY=VALUE"),
        ("-i who=x", "add --run"),
        ("--name 1a", "no name of a Python variable"),
        ("--run -i 'a=b", "a quote is not closed"),
    ],
)
def test_wrong_options_are_named_and_nothing_is_deployed(run, engine, hello, line, complaint):
    done = run(f"%%flow {line}\n{hello}", ok=False)
    assert complaint in done.complained + done.printed
    assert not engine.flows


def test_the_options_are_explained(shell, run):
    assert "--paused" in shell.find_cell_magic("flow").__doc__


def test_missing_secrets_are_named_on_the_card_with_the_way_to_set_them(run, hello):
    [bundle] = run(f"%%flow\n{hello.replace('inputs.who', SECRET)}").shown
    assert "TOKEN" in bundle["text/plain"]
    assert "engine.secrets" in bundle["text/plain"]


def test_what_is_doubtful_stands_on_the_card_with_its_line(run, hello):
    [bundle] = run(f"%%flow\n{hello.replace('outputs.greet', 'outputs.gret')}").shown
    assert "Line 14: " in bundle["text/plain"]
    [bundle] = run(f"%%flow\n{hello}").shown
    assert "Line" not in bundle["text/plain"]


def test_known_secrets_are_not_spoken_of_and_never_shown(run, engine, hello):
    engine.secrets["TOKEN"] = "s3cret-value"
    done = run(f"%%flow --run\n{hello.replace('inputs.who', SECRET)}")
    [bundle] = done.shown
    assert "TOKEN" not in bundle["text/plain"]
    assert done.value.state == "SUCCESS"
    assert "s3cret-value" not in repr(done.value) + done.value._repr_html_()


def test_a_card_never_shows_markup_that_came_from_outside(run, hooked):
    run(f"%%flow\n{hooked}")
    verdict = run('%flow fire hooked hook {"body": {"a": "<script>alert(1)</script>"}}').value
    assert verdict.execution.state == "SUCCESS"
    for thing in (verdict, verdict.execution, verdict.execution["take"], verdict.execution.task_runs):
        assert "<script>" not in thing._repr_html_()
    assert "&lt;script&gt;" in verdict.execution._repr_html_()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("id: a\nnamespace: b.c\ntasks: [", "b.c.a"),
        ("namespace: 'b'\nid: \"a\"\n", "b.a"),
        ("tasks:\n  - id: a", "None.None"),
    ],
)
def test_the_key_of_a_faulty_text_is_still_read(text, key):
    assert key_of(text) == key
