"""What the doctor finds in a home that is ill, and what a repair leaves of the illness."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from tests.engine.clocked import CORE, flow, schedule

import wavetank as wt
from wavetank.model.state import State

PAUSE = {"id": "wait", "type": CORE + "flow.Pause"}
WRITE = {"id": "write", "type": CORE + "storage.Write", "content": "kept"}
LONG_AGO = time.time() - 7200


@pytest.fixture
def home(tmp_path):
    """A home with forty executions that ended and one that waits, which no engine uses."""
    with wt.Engine(tmp_path / "home") as engine:
        engine.deploy(flow("ends", tasks=[WRITE]))
        engine.deploy(flow("waits", tasks=[PAUSE]))
        for number in range(40):
            engine.run("n.ends", labels={"number": str(number), "filler": "x" * 500})
        engine.run("n.waits", wait=False)
    return tmp_path / "home"


def faults(table):
    return {finding.subject: finding for finding in table if finding.grade not in ("FINE", "NOTE")}


def of(table, subject):
    return [finding for finding in table if finding.subject == subject]


def damage(home, share=0.7):
    """Makes a part of the pages of a history unreadable, beginning at the end."""
    database = home / "history.db"
    content = bytearray(database.read_bytes())
    first = int(len(content) // 4096 * share) * 4096
    content[first:] = b"\xff" * (len(content) - first)
    database.write_bytes(content)


def test_a_home_in_good_health_has_no_fault(home):
    found = wt.doctor(home)
    assert faults(found) == {}
    assert "41 executions" in of(found, "size")[0].detail
    assert "no engine uses it" in of(found, "home")[0].detail
    with wt.Engine(home) as engine:
        found = engine.doctor()
        assert faults(found) == {}
        assert "engines that use it: 1" in of(found, "home")[0].detail
        assert list(found.df().columns) == ["subject", "grade", "detail", "remedy"]


def test_an_engine_in_memory_has_itself_looked_at():
    with wt.Engine() as engine:
        assert faults(engine.doctor()) == {}


def test_of_a_damaged_history_what_can_be_read_is_taken_over_and_goes_on(home):
    damage(home)
    found = faults(wt.doctor(home))
    assert "damaged" in found["integrity"].detail
    assert found["integrity"].repairable
    repaired = faults(wt.doctor(home, repair=True))
    assert repaired["integrity"].grade == "REPAIRED"
    assert "history-damaged-" in repaired["integrity"].detail
    assert len(list(home.glob("history-damaged-*.db"))) == 1
    assert faults(wt.doctor(home)) == {}
    with wt.Engine(home) as engine:
        kept = engine.executions(limit=None)
        assert 0 < len(kept) < 41
        assert all(execution.task_runs for execution in kept)
        engine.deploy(flow("ends", tasks=[WRITE]))
        assert engine.run("n.ends").state is State.SUCCESS


def test_a_file_that_is_no_history_at_all_is_put_aside(home):
    (home / "history.db").write_bytes(b"nothing that could be read" * 1000)
    assert faults(wt.doctor(home))["integrity"].repairable
    assert "0 executions were taken over" in faults(wt.doctor(home, repair=True))["integrity"].detail
    with wt.Engine(home) as engine:
        assert len(engine.executions()) == 0


def test_an_execution_whose_records_have_a_gap_keeps_no_other_from_going_on(home, caplog):
    with closing(sqlite3.connect(home / "history.db")) as connection:
        (broken,) = connection.execute("SELECT position FROM executions WHERE ended IS NULL").fetchone()
        connection.execute("DELETE FROM journal WHERE execution = ? AND sequence > 0", (broken,))
        connection.execute("UPDATE journal SET sequence = 1 WHERE execution = ?", (broken,))
        connection.commit()
    with wt.Engine(home) as engine:
        assert engine.taken_over == ()
        assert "cannot go on" in caplog.text
        assert engine.run("n.ends").state is State.SUCCESS
        assert "Stop the kernels" in engine.doctor(repair=True).where(lambda one: one.subject == "records")[0].remedy
    assert "Records are missing of 1 executions" in faults(wt.doctor(home))["records"].detail
    assert (
        "41 executions were taken over into a new file, 1 left"
        in faults(wt.doctor(home, repair=True))["records"].detail
    )
    assert faults(wt.doctor(home)) == {}


def test_a_history_that_is_in_use_is_not_replaced(home):
    with wt.Engine(home):
        with closing(sqlite3.connect(home / "history.db")) as connection:
            connection.execute("UPDATE journal SET sequence = 5 WHERE rowid = 1")
            connection.commit()
        found = faults(wt.doctor(home, repair=True))
        assert found["records"].grade == "FAULT"
        assert "Stop the kernels that use this home" in found["records"].remedy


def test_files_that_belong_to_nothing_are_found_and_removed(home):
    lost = home / "storage" / "n" / "ends" / "executions" / "no-such-execution"
    lost.mkdir(parents=True)
    left = home / "storage" / ".incoming" / "half"
    left.parent.mkdir(exist_ok=True)
    left.write_text("half of a file")
    for path in (lost, left):
        os.utime(path, (LONG_AGO, LONG_AGO))
    found = wt.doctor(home)
    assert "Files of 1 executions" in of(found, "files")[0].detail
    assert "1 half-written files" in of(found, "incoming")[0].detail
    kept = set((home / "storage" / "n" / "ends" / "executions").iterdir()) - {lost}
    wt.doctor(home, repair=True)
    assert not lost.exists()
    assert not left.exists()
    assert set((home / "storage" / "n" / "ends" / "executions").iterdir()) == kept
    assert len(kept) == 40


def test_what_comes_in_just_now_is_left_alone(home):
    fresh = home / "storage" / "n" / "ends" / "executions" / "not-yet-written"
    fresh.mkdir(parents=True)
    wt.doctor(home, repair=True)
    assert fresh.exists()


def test_dates_in_the_future_tell_of_a_clock_that_was_wrong(home):
    ahead = wt.lab.VirtualClock(datetime.now(UTC) + timedelta(days=30))
    with wt.Engine(home, clock=ahead) as engine:
        engine.deploy(flow("daily", schedule()))
        ahead.advance(3600)
    assert "from now" in faults(wt.doctor(home))["clock"].detail
    with wt.Engine(home) as engine:
        found = faults(engine.doctor())
        assert "n.daily.schedule" in found["schedules"].detail
        assert "engine.set_trigger" in found["schedules"].remedy
        engine.set_trigger("n.daily", "schedule", date=datetime.now(UTC))
        assert "schedules" not in faults(engine.doctor())


def test_what_an_engine_left_that_died_meanwhile_is_taken_over_by_a_repair(home):
    with wt.Engine(home) as engine:
        with closing(sqlite3.connect(home / "history.db")) as connection:
            (stuck,) = connection.execute("SELECT id FROM executions WHERE ended IS NULL").fetchone()
            # As if another engine had begun it and died since.
            connection.execute("UPDATE executions SET owner = 'gone' WHERE id = ?", (stuck,))
            connection.commit()
        engine.runtime.conductor.live.clear()
        found = [one for one in engine.doctor() if one.subject == "executions"]
        assert stuck in found[0].detail
        engine.doctor(repair=True)
        engine.resume(stuck)
        assert engine.execution(stuck).wait(10).state is State.SUCCESS


def test_an_execution_that_stands_still_is_begun_anew_by_a_repair(home):
    sleep = {"id": "sleep", "type": CORE + "flow.Sleep", "duration": "PT0.01S"}
    with wt.Engine(home) as engine:
        engine.deploy(flow("sleeps", tasks=[sleep]))
        dispatcher = engine.runtime._dispatcher
        begin, dispatcher._begin = dispatcher._begin, lambda live, run_id: None
        made = engine.run("n.sleeps", wait=False)
        assert "1 executions stand still" in faults(engine.doctor())["executions"].detail
        dispatcher._begin = begin
        assert faults(engine.doctor(repair=True))["executions"].grade == "REPAIRED"
        assert made.wait(10).state is State.SUCCESS
        assert made.task_runs[0].attempts[0].cut


def test_a_history_of_a_newer_release_is_named_as_such(home):
    with closing(sqlite3.connect(home / "history.db")) as connection:
        connection.execute("PRAGMA user_version = 999")
    found = faults(wt.doctor(home, repair=True))
    assert "newer release" in found["version"].detail
    assert "pip install --upgrade" in found["version"].remedy


def test_space_that_holds_nothing_is_given_back(home, monkeypatch):
    monkeypatch.setattr("wavetank.stores.history_check._WASTED_BYTES", 1)
    with wt.Engine(home) as engine:
        ids = [execution.id for execution in engine.executions(limit=None) if execution.state.terminated]
        engine.runtime.surroundings.store.purge(ids, executions=True, logs=True, metrics=True)
    before = (home / "history.db").stat().st_size
    assert "given back" in of(wt.doctor(home, repair=True), "space")[0].detail
    assert (home / "history.db").stat().st_size < before


def test_an_engine_gives_back_what_its_history_holds_for_nothing(home, monkeypatch):
    monkeypatch.setattr("wavetank.stores.history_check._WASTED_BYTES", 1)
    with wt.Engine(home) as engine:
        ids = [execution.id for execution in engine.executions(limit=None) if execution.state.terminated]
        engine.runtime.surroundings.store.purge(ids, executions=True, logs=True, metrics=True)
        before = (home / "history.db").stat().st_size
        assert "given back" in of(engine.doctor(repair=True), "space")[0].detail
        assert (home / "history.db").stat().st_size < before
        assert of(engine.doctor(), "space") == []


def test_a_large_history_of_an_earlier_release_is_written_anew_when_no_engine_uses_it(home, monkeypatch):
    monkeypatch.setattr("wavetank.stores.space._SMALL_PAGES", 1)
    with closing(sqlite3.connect(home / "history.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA auto_vacuum = NONE")
        connection.execute("VACUUM")
    with wt.Engine(home) as engine:
        (found,) = of(engine.doctor(repair=True), "space")
        assert (found.grade, "Stop the kernels" in found.remedy) == ("NOTE", True)
    assert of(wt.doctor(home, repair=True), "space")[0].grade == "REPAIRED"
    assert of(wt.doctor(home), "space") == []


def test_a_folder_that_is_not_there_is_no_home(tmp_path):
    with pytest.raises(wt.NotFoundError, match="There is no home"):
        wt.doctor(tmp_path / "none")


def test_a_disk_that_is_nearly_full_is_a_fault(home, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: type("Usage", (), {"free": 1000})())
    assert "wavetank.retention" in faults(wt.doctor(home))["disk"].remedy
