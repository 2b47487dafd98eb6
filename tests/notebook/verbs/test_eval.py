from __future__ import annotations

import pytest

from wavetank.errors import NotFoundError, UndefinedError
from wavetank.notebook.verbs.eval_ import split_expression

SECRET = "do-not-tell"
SECRETS = """\
id: guarded
namespace: company.team
tasks:
  - id: use
    type: io.kestra.plugin.core.debug.Return
    format: "{{ secret('TOKEN') }}"
"""


@pytest.fixture
def ran(run, hello):
    """Runs a flow of two tasks once."""
    run(f"%%flow --quiet\n{hello}")
    return run("%flow run hello -i who=Ada").value


def test_an_expression_is_worked_out_as_a_task_saw_it(run, ran):
    trace = run("%flow eval last say {{ outputs.greet.value | upper }}").value
    assert trace.value == "HELLO ADA"
    assert trace.error is None
    assert trace.reads == ("outputs.greet.value",)


def test_the_execution_may_be_told_by_id_and_the_task_by_that_of_its_run(run, ran):
    task_run = next(each for each in ran.task_runs if each.task_id == "say")
    assert run(f"%flow eval {ran.id[:12]} {task_run.id} {{{{ outputs.greet.value }}}}").value.value == "Hello Ada"


def test_a_moment_knows_nothing_of_what_ended_later(run, ran):
    trace = run("%flow eval last greet {{ outputs.greet.value }}").value
    assert trace.value is None
    assert isinstance(trace.error, UndefinedError)


def test_each_part_has_its_value_type_and_what_it_read(run, ran):
    frame = run("%flow eval last greet {{ inputs.who ~ ' has ' ~ inputs.who | length }}").value.df()
    assert list(frame.columns) == ["expression", "value", "type", "reads"]
    rows = {row.pop("expression"): row for row in frame.to_dict("records")}
    assert rows["inputs.who"] == {"value": "Ada", "type": "string", "reads": "inputs.who"}
    assert rows["inputs.who ~ ' has ' ~ inputs.who | length"]["value"] == len("Ada has Ada")


def test_the_table_is_shown_as_text_and_as_markup(run, ran):
    trace = run("%flow eval last greet {{ inputs.who ~ '<b>' }}").value
    text, markup = repr(trace), trace._repr_html_()
    assert text.splitlines()[:2] == ["{{ inputs.who ~ '<b>' }}", "Ada<b>"]
    assert ["inputs.who", "Ada", "string", "inputs.who"] in [line.split() for line in text.splitlines()]
    assert "<th>reads</th>" in markup
    assert "Ada&lt;b&gt;" in markup
    assert "<b>" not in markup


def test_a_failing_expression_shows_its_error_with_the_column_and_the_parts_up_to_it(run, ran):
    trace = run("%flow eval last greet {{ inputs.who }} {{ inputs.whom | upper }}").value
    assert trace.error.column == 21
    assert [step.text for step in trace.steps] == ["inputs", "inputs.who", "inputs"]
    lines = repr(trace).splitlines()
    assert lines[1].index("^") == 20
    assert "line 1, column 21" in lines[2]
    assert "whom" in lines[2]
    assert "Did you mean `who`?" in lines[3]
    assert "column 21" in trace._repr_html_()


def test_what_is_no_expression_is_shown_with_its_error(run, ran):
    trace = run("%flow eval last greet {{ inputs. }}").value
    assert trace.error.column == 12
    assert len(trace.steps) == 0
    assert "{{ inputs. }}" in repr(trace)


def test_alone_an_expression_sees_what_the_engine_knows(run, engine):
    engine.secrets["TOKEN"] = SECRET
    assert run("%flow eval {{ 1 + 2 }}").value.value == "3"
    assert run("%flow eval {{ secret('TOKEN') | length }}").value.value == str(len(SECRET))
    assert isinstance(run("%flow eval {{ inputs.who }}").value.error, UndefinedError)


def test_secrets_are_nowhere_in_what_is_shown(run, engine):
    engine.secrets["TOKEN"] = SECRET
    run(f"%%flow --quiet\n{SECRETS}")
    run("%flow run guarded")
    for line in ("{{ 'a ' ~ secret('TOKEN') }}", "last use {{ 'a ' ~ secret('TOKEN') }}"):
        trace = run(f"%flow eval {line}").value
        assert trace.value == "a ******"
        assert trace.reads == ("secret('TOKEN')",)
        assert SECRET not in repr(trace) + trace._repr_html_() + trace.df().to_string()


def test_a_secret_in_an_error_is_masked(run, engine):
    engine.secrets["TOKEN"] = SECRET
    trace = run("%flow eval {{ secret('TOKEN') | number }}").value
    assert trace.error is not None
    assert SECRET not in repr(trace) + str(trace.error)


def test_blanks_quotes_and_dashes_in_an_expression_stay(run):
    assert run("%flow eval {{ 'it  is' }} \"x\"").value.value == 'it  is "x"'
    assert run("%flow eval {{- 'a' -}} b").value.value == "ab"


def test_it_can_be_assigned(run, shell):
    run("x = %flow eval {{ [1, 2] }}")
    assert shell.user_ns["x"].value == "[1,2]"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{{ a }}", ["--", "{{ a }}"]),
        ("{% if a %}b{% endif %}", ["--", "{% if a %}b{% endif %}"]),
        ("last  load  {{ a  ~ b }} ", ["--", "last", "load", "{{ a  ~ b }}"]),
        ("last load -{{ a }}", ["--", "last", "load", "-{{ a }}"]),
    ],
)
def test_what_stands_before_an_expression_is_told_apart_from_it(line, words):
    assert split_expression(line) == words


@pytest.mark.parametrize("line", ["", "last greet", "last greet outputs.a", "last {{ a }}"])
def test_a_line_without_an_expression_or_a_task_is_complained_of(run, line):
    assert "Write it as {{ … }}" in run(f"%flow eval {line}", ok=False).complained


def test_an_execution_or_task_that_is_not_there_is_told_by_name(run, ran):
    assert isinstance(run("%flow eval nothing greet {{ 1 }}", ok=False).error, NotFoundError)
    done = run("%flow eval last nothing {{ 1 }}", ok=False)
    assert "'nothing'" in done.printed
    assert "Traceback" not in done.printed
