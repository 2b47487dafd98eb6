from __future__ import annotations

import pytest

import wavetank as wt
from wavetank.core.difference import differences

KEY = "company.team.orders"
TEXT = """\
id: orders
namespace: company.team
inputs: [{id: n, type: INT, defaults: 1}]
tasks:
  - id: load
    type: io.kestra.plugin.core.debug.Return
    format: "{{ inputs.n }} loaded"
  - id: keep
    type: io.kestra.plugin.core.storage.Write
    content: "{{ inputs.n % 2 }}"
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: ["a", "b"]
    tasks:
      - {id: inner, type: io.kestra.plugin.core.debug.Return, format: "{{ taskrun.value }} {{ inputs.n }}"}
outputs: [{id: total, type: STRING, value: "{{ outputs.load.value }}"}]
"""


@pytest.fixture
def engine():
    with wt.Engine() as engine:
        engine.deploy(TEXT)
        yield engine


def parts(diff):
    return {each.part: (each.before, each.after) for each in diff.differences}


def test_two_executions_that_did_the_same_do_not_differ(engine):
    first, second = engine.run(KEY), engine.run(KEY)
    diff = engine.diff(first, second)
    assert not diff
    assert "no difference" in repr(diff)
    assert len(diff.timings) == 6


def test_inputs_outputs_and_files_that_differ_are_named(engine):
    diff = engine.diff(engine.run(KEY), engine.run(KEY, {"n": 2}, {"team": "a"}))
    assert diff
    assert parts(diff) == {
        "input n": (1, 2),
        "label team": (None, "a"),
        "outputs of load: value": ("1 loaded", "2 loaded"),
        "outputs of inner[a]: value": ("a 1", "a 2"),
        "outputs of inner[b]: value": ("b 1", "b 2"),
        "outputs: total": ("1 loaded", "2 loaded"),
        "outputs of keep: uri (content)": ("1 bytes", "1 bytes"),
    }
    assert list(diff.df().columns) == ["part", "before", "after"]


def test_states_errors_and_texts_are_compared(engine):
    first = engine.run(KEY)
    engine.deploy(TEXT.replace("{{ inputs.n }} loaded", "{{ nothing }} loaded"))
    diff = engine.diff(first, engine.run(KEY))
    assert parts(diff)["state"] == ("SUCCESS", "FAILED")
    assert parts(diff)["task load"] == ("SUCCESS", "FAILED")
    assert parts(diff)["task keep"] == ("SUCCESS", None)
    assert '-    format: "{{ inputs.n }} loaded"' in diff.text
    assert '+    format: "{{ nothing }} loaded"' in repr(diff)


def test_an_execution_alone_is_compared_with_what_it_replays_or_with_the_one_before(engine):
    first, second = engine.run(KEY), engine.run(KEY, {"n": 3})
    assert parts(engine.diff(second))["input n"] == (1, 3)
    again = engine.replay(first.id, inputs={"n": 5}).wait(10)
    assert parts(engine.diff(again.id))["input n"] == (1, 5)
    with pytest.raises(wt.NotFoundError, match="no execution before"):
        engine.diff(first)


def test_revisions_are_compared_by_their_texts(engine):
    engine.deploy(TEXT.replace("loaded", "read"))
    diff = engine.diff(KEY)
    assert (diff.before, diff.after) == (f"{KEY}@1", f"{KEY}@2")
    assert '-    format: "{{ inputs.n }} loaded"\n+    format: "{{ inputs.n }} read"' in diff.text
    assert not engine.diff(f"{KEY}@2", engine.flows[KEY])
    assert engine.diff(f"{KEY}@2", f"{KEY}@1").text.count("\n+ ") == 1


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        ((KEY,), "no revision before 1"),
        ((f"{KEY}@7",), "no revision 7"),
        ((f"{KEY}@x",), "'x' is no revision"),
        (("nothing",), "no execution 'nothing'"),
    ],
)
def test_what_is_not_there_is_said(engine, pair, said):
    with pytest.raises(wt.NotFoundError, match=said):
        engine.diff(*pair)


def test_an_execution_is_compared_with_executions_only(engine):
    execution = engine.run(KEY)
    with pytest.raises(wt.NotFoundError, match="two of a kind"):
        engine.diff(execution, KEY)
    with pytest.raises(wt.NotFoundError, match="two of a kind"):
        engine.diff(KEY, execution)


def test_secrets_stay_masked_in_what_is_shown(engine):
    engine.secrets["TOKEN"] = "do-not-tell"
    engine.deploy(TEXT.replace("{{ inputs.n }} loaded", "{{ secret('TOKEN') ~ inputs.n }}"))
    diff = engine.diff(engine.run(KEY), engine.run(KEY, {"n": 2}))
    assert "do-not-tell" not in repr(diff) + diff._repr_html_()


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ({"a": {"b": [1, 2]}}, {"a": {"b": [1, 3]}}, [("x: a.b[1]", 2, 3)]),
        ([1], [1, 2], [("x: ", [1], [1, 2])]),
        ({"a": 1}, {}, [("x: a", 1, None)]),
        ({"a": 1}, {"a": 1}, []),
    ],
)
def test_the_innermost_places_are_told(before, after, found):
    assert [tuple(each) for each in differences("x: ", before, after)] == found
