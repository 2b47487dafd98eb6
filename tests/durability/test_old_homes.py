"""Homes that earlier releases left, one of each version of the schema: each opens and goes on."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import wavetank as wt
from wavetank.model.state import State
from wavetank.stores.schema import VERSION

HOMES = sorted(Path(__file__).with_name("homes").glob("version-*.sql"))
LEFT = datetime(2025, 3, 1, 11, 30, tzinfo=UTC)


@pytest.fixture(params=HOMES, ids=lambda path: path.stem)
def home(request, tmp_path):
    folder = tmp_path / "home"
    folder.mkdir()
    with closing(sqlite3.connect(folder / "history.db")) as connection:
        connection.executescript(request.param.read_text())
    return folder


def test_the_present_version_has_its_home_here():
    assert f"version-{VERSION}" in [path.stem for path in HOMES], "python tests/durability/homes/make_home.py"


def test_an_old_home_opens_and_goes_on(home):
    clock = wt.lab.VirtualClock(LEFT + timedelta(days=1))
    with wt.Engine(home, clock=clock) as engine:
        assert sorted(engine.flows) == ["old.both", "old.other", "old.waits"]
        (ended,), (waiting,) = engine.executions("old.other"), engine.executions("old.waits")
        assert (ended.state, ended.labels["team"], ended.metrics[0].value) == (State.SUCCESS, "a", 3)
        assert (waiting.state, engine.taken_over) == (State.PAUSED, (waiting.id,))
        assert engine.triggers["old.waits", "schedule"].state == "PAUSED"
        engine.resume(waiting.id)
        assert waiting.wait(10).logs[-1].message == "said before, and after"
        engine.settle()
        assert len(engine.executions("old.both")) == 1, "the window was half fulfilled"
        engine.resume_trigger("old.waits", "schedule")
        clock.advance(3600)
        assert len(engine.executions("old.waits")) == 2
    with wt.Engine(home, clock=clock) as engine:
        assert len(engine.executions()) == 4
