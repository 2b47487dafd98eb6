from __future__ import annotations

from datetime import UTC, datetime

import pytest

from wavetank.api.task_outputs import TaskOutputs, loop_depth
from wavetank.errors import WavetankError
from wavetank.model.state import State
from wavetank.model.task_run import Change, TaskRun


def read(uri):
    assert uri == "kestra:///rows.csv"
    return b"a,b\n1,x\n"


def a_run(name, parent=None, value=None, number=0):
    return TaskRun(
        id=f"{name}-{number}",
        task_id=name,
        parent_id=parent,
        value=value,
        iteration=None,
        branch="tasks",
        group=0,
        state=State.CREATED,
        history=(Change(State.CREATED, datetime(2026, 1, 1, tzinfo=UTC)),),
    )


def test_outputs_are_a_mapping():
    outputs = TaskOutputs({"code": 200, "uri": "kestra:///rows.csv"}, read)
    assert outputs["code"] == 200
    assert dict(outputs) == {"code": 200, "uri": "kestra:///rows.csv"}
    assert outputs == {"code": 200, "uri": "kestra:///rows.csv"}
    with pytest.raises(KeyError):
        outputs["nothing"]


def test_outputs_become_a_frame():
    assert TaskOutputs({"uri": "kestra:///rows.csv"}, read).df().to_dict("records") == [{"a": 1, "b": "x"}]


def test_one_output_of_several_is_chosen():
    outputs = TaskOutputs({"first": [1], "second": [2]}, read)
    assert list(outputs.df("second")["value"]) == [2]
    with pytest.raises(WavetankError, match="Several"):
        outputs.df()


def test_rounds_of_a_loop_are_rows():
    frame = TaskOutputs({"a": {"n": 1}, "b": {"n": 2}}, read, loops=1).df()
    assert frame.to_dict("records") == [{"taskrun_value": "a", "n": 1}, {"taskrun_value": "b", "n": 2}]


def test_outputs_show_themselves_as_text_and_as_html():
    outputs = TaskOutputs({"body": {"a": "<script>"}}, read)
    assert repr(outputs) == "body:\n  a: <script>"
    assert "&lt;script&gt;" in outputs._repr_html_()
    assert "<script>" not in outputs._repr_html_()


def test_the_loops_around_a_task_are_counted():
    runs = [
        a_run("each"),
        a_run("inner", parent="each-0", value="a"),
        a_run("leaf", parent="inner-0", value="1"),
        a_run("if", parent="each-0", value="a"),
        a_run("then", parent="if-0"),
        a_run("alone"),
    ]
    assert {name: loop_depth(name, runs) for name in ("each", "inner", "leaf", "then", "alone", "unknown")} == {
        "each": 0,
        "inner": 1,
        "leaf": 2,
        "then": 1,
        "alone": 0,
        "unknown": 0,
    }


def test_secrets_are_masked_where_outputs_are_shown_and_nowhere_else():
    outputs = TaskOutputs({"a": ["s3cret"]}, read, mask=lambda text: text.replace("s3cret", "******"))
    assert repr(outputs) == 'a: ["******"]'
    assert "s3cret" not in outputs._repr_html_()
    assert outputs["a"] == ["s3cret"]
    assert list(outputs.df()["value"]) == ["s3cret"]
