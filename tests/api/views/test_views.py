"""What executions, flows and verdicts look like, told from plain data."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest

from wavetank.api.views.cells import brief
from wavetank.api.views.execution_table import execution_table_html, execution_table_text
from wavetank.api.views.execution_text import execution_text
from wavetank.api.views.execution_view import execution_html
from wavetank.api.views.flow_card import FlowCard, flow_card_html, flow_card_text
from wavetank.api.views.gantt import WIDTH, Span, axis, bar, span_of
from wavetank.api.views.mapping_view import mapping_html, mapping_text
from wavetank.api.views.task_run_lines import task_run_lines
from wavetank.api.views.task_run_table import label_of
from wavetank.api.views.trigger_table import TriggerRow, trigger_table
from wavetank.api.views.verdict_view import verdict_html, verdict_text
from wavetank.dialect.read import read_flow
from wavetank.model.event import Outcome
from wavetank.model.execution_summary import ExecutionSummary
from wavetank.model.level import Level
from wavetank.model.log_entry import LogEntry
from wavetank.model.state import State
from wavetank.model.task_run import Change, TaskRun
from wavetank.plugins.catalogue import built_in

START = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
EVIL = "<script>alert('x')</script>"
FLOW = read_flow(
    """\
id: orders
namespace: company.team
tasks:
  - {id: load, type: io.kestra.plugin.core.log.Log, message: loaded}
""",
    built_in(),
)


class Tags(HTMLParser):
    """Collects the tags and the text of a page, and fails when an element is not closed."""

    def __init__(self, markup):
        super().__init__()
        self.seen, self.open, self.text = [], [], ""
        self.feed(markup)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.seen.append(tag)
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def after(seconds):
    return START + timedelta(seconds=seconds)


def a_row(**fields):
    known = {
        "id": "e1",
        "namespace": "company.team",
        "flow_id": "orders",
        "flow_revision": 1,
        "state": State.RUNNING,
        "created": START,
    }
    return ExecutionSummary(**known | fields)


def a_run(name, *changes, **fields):
    history = tuple(Change(state, after(seconds)) for state, seconds in changes)
    known = {"parent_id": None, "value": None, "iteration": None, "branch": "tasks", "group": 0}
    return TaskRun(id=f"run-{name}", task_id=name, state=history[-1].state, history=history, **known | fields)


def an_execution(**fields):
    known = {
        "id": "e1",
        "namespace": "company.team",
        "flow_id": "orders",
        "flow_revision": 3,
        "state": State.FAILED,
        "created": START,
        "duration": 4.0,
        "error": "load: no such table",
        "place": "→ 7 |   - id: load",
        "labels": {},
        "trigger": None,
        "parent": None,
        "metrics": [],
        "inputs": {"who": "World"},
        "outputs": {},
        "task_runs": [
            a_run("each", (State.CREATED, 0), (State.FAILED, 4)),
            a_run(
                "load", (State.CREATED, 1), (State.FAILED, 3), parent_id="run-each", value="a", error="no such table"
            ),
            a_run("last", (State.CREATED, 4)),
        ],
        "logs": [
            LogEntry(at=START, level=Level.DEBUG, message="quiet", namespace="n", flow_id="f"),
            LogEntry(at=START, level=Level.ERROR, message="no such table", namespace="n", flow_id="f", task_id="load"),
        ],
    }
    return SimpleNamespace(**known | fields)


def test_a_table_of_executions_is_well_formed_and_keyed_by_execution():
    markup = execution_table_html([a_row(), a_row(id="e2", state=State.SUCCESS, ended=after(2), trigger_id="hook")])
    assert Tags(markup).seen.count("tr") == 3
    assert 'data-key="e2"' in markup
    assert 'data-state="SUCCESS"' in markup
    assert "2.0 s" in markup
    assert "hook" in markup


def test_no_executions_are_said_in_words():
    assert "No executions yet" in execution_table_html([])
    assert execution_table_text([]) == "No executions yet."


def test_executions_as_text_stand_in_columns():
    head, row = execution_table_text([a_row(trigger_id="hook")]).splitlines()
    assert row.index("hook") == head.index("by")
    assert row.startswith("RUNNING")


def test_an_execution_shows_state_tasks_values_and_messages():
    page = Tags(execution_html(an_execution()))
    for piece in ("orders", "FAILED", "load [a]", "no such table", "World", "4.0 s", "e1"):
        assert piece in page.text
    assert "quiet" not in page.text, "messages below INFO are left to %flow logs"


def test_the_text_of_an_execution_tells_the_same():
    text = execution_text(an_execution())
    assert text.splitlines()[0] == "company.team.orders FAILED in 4.0 s"
    assert "    load [a] FAILED 2.0 s: no such table" in text.splitlines()
    assert "  who: World" in text


def test_task_runs_stand_below_the_one_that_they_belong_to():
    runs = [
        a_run(name, (State.CREATED, 0), parent_id=parent)
        for name, parent in (("a", None), ("b", None), ("a1", "run-a"), ("a11", "run-a1"), ("lost", "run-unknown"))
    ]
    assert [(run.task_id, depth) for run, depth in task_run_lines(runs)] == [
        ("a", 0),
        ("a1", 1),
        ("a11", 2),
        ("b", 0),
        ("lost", 0),
    ]


def test_ten_thousand_task_runs_make_a_bounded_picture():
    runs = [a_run(f"t{number}", (State.CREATED, 0), (State.SUCCESS, 1)) for number in range(10_000)]
    markup = execution_html(an_execution(task_runs=runs))
    assert "… and 9900 more" in markup
    assert len(markup) < 100_000


def test_a_bar_lies_where_its_task_run_happened():
    runs = [a_run("a", (State.CREATED, 0), (State.SUCCESS, 5)), a_run("b", (State.CREATED, 5), (State.SUCCESS, 10))]
    span = span_of(runs)
    assert 'x="0.0"' in bar(runs[0], span)
    assert 'x="99.0"' in bar(runs[1], span)
    assert 'data-state="SUCCESS"' in bar(runs[1], span)


@pytest.mark.parametrize("seconds", [0.067, 0.262, 0.115, 0.002, 3.9, 4000.0])
def test_no_two_times_of_the_scale_run_into_each_other_or_over_the_edge(seconds):
    scale = axis(Span(START, after(seconds)))
    free = 0.0
    for place, text in re.findall(r'x="([^"]+)"[^>]*>([^<]+)<', scale):
        assert float(place) >= free
        free = float(place) + len(text) * 6
        assert free <= WIDTH
    assert free


def test_a_round_over_files_is_called_by_the_name_of_its_file():
    value = "kestra:///company/team/orders/executions/e1/trigger/watch/0-monday.csv"
    run = a_run("handle", (State.CREATED, 0), value=value)
    assert label_of(run, str) == "handle […/0-monday.csv]"


def test_an_instant_has_a_bar_too():
    run = a_run("a", (State.CREATED, 0), (State.SUCCESS, 0))
    assert 'width="2.0"' in bar(run, span_of([run]))


def test_there_is_no_span_without_task_runs():
    assert span_of([]) is None
    assert "table" not in execution_html(an_execution(task_runs=[], logs=[], inputs={}, error=""))


def a_card(**fields):
    known = {
        "flow": FLOW.deployed_as(2, ""),
        "triggers": (
            TriggerRow(id="hook", type="io.kestra.plugin.core.trigger.Webhook", state="LISTENING", url="http://h/k"),
            TriggerRow(id="daily", type="io.kestra.plugin.core.trigger.Schedule", state="WAITING", detail="tomorrow"),
        ),
        "executions": (a_row(),),
        "notes": ("Secret TOKEN is missing.",),
    }
    return FlowCard(**known | {"as_of": START} | fields)


def test_a_card_shows_flow_triggers_url_and_executions():
    page = Tags(flow_card_html(a_card()))
    for piece in (
        "orders",
        "company.team",
        "revision 2",
        "load",
        "LISTENING",
        "http://h/k",
        "tomorrow",
        "RUNNING",
        "TOKEN",
    ):
        assert piece in page.text
    assert 'data-copy="http://h/k"' in flow_card_html(a_card())


def test_a_card_that_stands_still_says_when_its_picture_was_taken():
    assert "as of" not in flow_card_html(a_card(as_of=None))
    assert "as of 2026-11-2" in flow_card_html(a_card(as_of=START))
    assert "as of 2026-11-2" in flow_card_text(a_card(as_of=START))


def test_the_text_of_a_card_tells_the_same():
    text = flow_card_text(a_card())
    for piece in ("company.team.orders, revision 2", "http://h/k", "tomorrow", "RUNNING", "Secret TOKEN is missing."):
        assert piece in text


def test_a_card_without_triggers_says_so():
    assert "No triggers" in flow_card_html(a_card(triggers=()))
    assert "No triggers" in flow_card_text(a_card(triggers=()))


def test_a_verdict_shows_outcome_stage_and_reason():
    verdict = SimpleNamespace(
        outcome=Outcome.REJECTED, stage="conditions", reason="{{ x }} was false", identity="orders/0/17", at=START
    )
    for shown in (Tags(verdict_html(verdict)).text, verdict_text(verdict)):
        for piece in ("REJECTED", "conditions", "{{ x }} was false", "orders/0/17"):
            assert piece in shown


def test_mappings_show_what_is_inside():
    values = {"body": {"a": 1}, "list": [{"n": 1}, {"n": 2}], "plain": [1, 2], "none": {}}
    lines = ["body:", "  a: 1", "list:", "  [0]:", "    n: 1", "  [1]:", "    n: 2", "plain: [1, 2]", "none: {}"]
    assert mapping_text(values).splitlines() == lines
    assert Tags(mapping_html(values)).seen.count("table") == 3
    assert Tags(mapping_html({"deep": [{"n": {"m": 1}}, {"n": 2}]})).seen.count("table") == 5


def test_of_a_large_value_no_more_is_looked_at_than_is_shown():
    seen = []
    value = {"rows": [{"text": f"text {number}", "deep": {"n": number}} for number in range(10_000)]}

    def mask(text):
        seen.append(text)
        return text.replace("text 1", "******")

    shown = mapping_html(value, mask) + mapping_text(value, mask) + brief(value, mask)
    assert "… and 9980 more" in shown
    assert "text 1<" not in shown
    assert len(seen) < 1000


def test_a_list_of_flat_maps_is_a_table_of_its_first_rows():
    rows = mapping_html({"list": [{"n": number, "<b>": "<i>"} for number in range(30)]})
    assert Tags(rows).seen.count("tr") == 1 + 1 + 10 + 1
    assert "… and 20 more" in rows
    assert "<b>" not in rows
    assert "<i>" not in rows


def test_mappings_are_cut_where_they_are_too_long_or_too_deep():
    deep = {"a": {"a": {"a": {"a": {"a": {"a": 1}}}}}}
    assert mapping_text(deep).splitlines()[-1].strip() == 'a: {"a": 1}'
    assert "… and 80 more" in mapping_text(dict.fromkeys(map(str, range(100)), 1))
    assert len(mapping_text({"text": "x" * 10_000})) < 600


@pytest.mark.parametrize(
    "markup",
    [
        execution_table_html([a_row(error=EVIL, trigger_id=EVIL, id=EVIL)]),
        execution_html(
            an_execution(
                error=EVIL,
                inputs={EVIL: EVIL},
                outputs={"a": {EVIL: [EVIL]}, "b": [{EVIL: EVIL}]},
                task_runs=[a_run(EVIL, (State.CREATED, 0), value=EVIL, error=EVIL, outputs={EVIL: EVIL})],
                logs=[LogEntry(at=START, level=Level.INFO, message=EVIL, namespace="n", flow_id="f", task_id=EVIL)],
            )
        ),
        flow_card_html(
            a_card(notes=(EVIL,), triggers=(TriggerRow(id=EVIL, type=EVIL, state=EVIL, detail=EVIL, url=f'"{EVIL}'),))
        ),
        verdict_html(
            SimpleNamespace(outcome=Outcome.FAILED, stage=EVIL, reason=EVIL, identity=EVIL, at=START),
        ),
        mapping_html({EVIL: {EVIL: [{EVIL: EVIL}]}}),
    ],
)
def test_what_came_from_outside_is_shown_as_text(markup):
    page = Tags(markup)
    assert "script" not in page.seen
    assert EVIL in page.text


def test_secrets_are_masked_before_they_are_cut_or_escaped():
    secret = "s3cret&" * 60
    execution = an_execution(
        error=f"no {secret}",
        inputs={"a": [secret]},
        outputs={"b": {secret: 1}},
        task_runs=[
            a_run("a", (State.CREATED, 0), outputs={"x": {"y": secret}}),
            a_run("b", (State.CREATED, 0), error=secret, value=secret),
        ],
        logs=[LogEntry(at=START, level=Level.INFO, message=secret, namespace="n", flow_id="f")],
    )
    for view in (execution_html, execution_text):
        shown = view(execution, lambda text: text.replace(secret, "******"))
        assert "s3cret" not in shown
        assert "******" in shown


@pytest.mark.parametrize(
    ("state", "paused", "switch"), [("LISTENING", False, "Pause"), ("OFF", True, "Resume"), ("OFF", False, "")]
)
def test_a_trigger_that_its_flow_has_disabled_has_no_switch(state, paused, switch):
    row = TriggerRow(id="hook", type="x.y.Webhook", state=state, paused=paused)
    words = Tags(trigger_table([row], live=True)).text
    assert [word for word in ("Pause", "Resume") if word in words] == [switch][: bool(switch)]
