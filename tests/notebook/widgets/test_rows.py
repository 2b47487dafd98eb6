from __future__ import annotations

from datetime import UTC, datetime, timedelta

from wavetank.model.execution_summary import ExecutionSummary
from wavetank.model.state import State
from wavetank.notebook.widgets.newest import Newest
from wavetank.notebook.widgets.rows import COLUMNS, Rows

START = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)


def a_row(number=0, **fields):
    known = {
        "id": f"e{number}",
        "namespace": "lab",
        "flow_id": "orders",
        "flow_revision": 1,
        "state": State.SUCCESS,
        "created": START + timedelta(seconds=number),
    }
    return ExecutionSummary(**known | fields)


def test_a_row_has_a_value_for_each_column(engine):
    rows = Rows(engine.runtime)
    row = a_row(ended=START + timedelta(seconds=2), labels={"team": "blue"}, error="no", trigger_id="hook")
    [shown] = rows.read([row], 7)
    began = round(START.timestamp() * 1000)
    assert dict(zip(COLUMNS, shown, strict=True)) == {
        "id": "e0",
        "state": "SUCCESS",
        "created": began,
        "ended": began + 2000,
        "trigger": "hook",
        "revision": 1,
        "labels": "team:blue",
        "error": "no",
        "done": 0,
        "whole": 0,
        "version": 7,
    }


def test_a_row_that_changed_often_is_sent_once_and_as_newer_than_what_was_read(engine):
    rows = Rows(engine.runtime)
    version = rows.version
    for _ in range(100):
        rows.take([a_row()])
    [sent] = rows.drain()
    assert sent[-1] > version
    assert rows.drain() == []


def test_secrets_are_masked_in_rows(engine):
    engine.runtime.surroundings.masked.add("open-sesame")
    [shown] = Rows(engine.runtime).read([a_row(error="no open-sesame", labels={"word": "open-sesame"})], 0)
    assert "open-sesame" not in str(shown)


def test_what_is_held_for_the_last_picture_is_bounded_and_the_newest(engine):
    newest = Newest(engine, 5)
    for number in range(1000):
        newest.take([a_row(number)])
    assert [row.id for row in newest.rows()] == ["e999", "e998", "e997", "e996", "e995"]
    assert len(newest._rows) <= 10
