"""What holds for the store in a file of SQLite alone: queries by index, faults of the file, other processes."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from wavetank.errors import StoreError
from wavetank.model.state import State
from wavetank.model.transaction import Transaction
from wavetank.stores import statements
from wavetank.stores.schema import MIGRATIONS, VERSION
from wavetank.stores.sqlite_store import SqliteStore

from .store_samples import NAMESPACE, append, creating, creation, flow, log, summary, trigger

CHILD = Path(__file__).with_name("committing_child.py")


@pytest.fixture
def store(path):
    opened = SqliteStore(path)
    yield opened
    opened.close()


def plan(store, statement, values=()):
    rows = store._writer.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
    return " / ".join(row[3] for row in rows)


def test_what_was_committed_is_there_when_the_file_is_opened_again(path):
    first = SqliteStore(path)
    first.commit(creating(creation("one", "a"), flows=[flow("f")], synced=True))
    first.close()
    second = SqliteStore(path)
    assert second.summary("one") == summary("one")
    assert second.commit(creating(creation("two", "a"))) == {"two": "one"}
    second.close()
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        ((None, None, (), 50), None),
        (("a", "f", (), 50), "executions_by_flow"),
        ((None, None, (State.FAILED,), 50), "executions_by_state"),
        (("a", "f", (State.FAILED,), 50), "executions_by_flow_and_state"),
        ((None, None, (State.RUNNING, State.PAUSED, State.FAILED), 50), "executions_by_state"),
        (("a", "f", (State.RUNNING, State.FAILED), None), "executions_by_flow_and_state"),
        (("a", None, (), 50), None),
        ((None, "f", (State.FAILED,), 50), "executions_by_state"),
    ],
)
def test_lists_of_executions_are_read_in_order_and_never_sorted(store, asked, index):
    found = plan(store, *statements.summaries(*asked))
    assert "TEMP B-TREE" not in found
    assert (f"USING INDEX {index} (" in found) if index else found == "SCAN executions"


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        ((None, None, (), None), None),
        (("a", "f", (), None), "executions_by_flow"),
        ((None, None, (State.FAILED,), None), "executions_by_state"),
        (("a", "f", (State.RUNNING, State.FAILED), None), "executions_by_flow_and_state"),
        (("a", None, (), {"label": "value"}), None),
    ],
)
def test_a_piece_of_very_many_executions_is_found_without_looking_at_newer_ones(store, asked, index):
    found = plan(store, *statements.piece(*asked, 5000, 4096))
    assert "TEMP B-TREE" not in found
    assert "SCAN executions" not in found
    assert (f" INDEX {index} (" if index else "USING INTEGER PRIMARY KEY (rowid") in found
    assert "rowid<?" in found


def test_a_listing_of_very_many_tells_of_one_moment(store, path, monkeypatch):
    store.commit(creating(*[creation(f"{one}") for one in range(5000)]))
    other, written = SqliteStore(path), statements.piece

    def with_a_deletion(*asked):
        if asked[-2] < 5000:
            other.purge(["7"], executions=True, logs=False, metrics=False)
        return written(*asked)

    monkeypatch.setattr(statements, "piece", with_a_deletion)
    assert len(store.listing()) == 5000
    assert len(store.listing()) == 4999
    other.close()


@pytest.mark.parametrize(
    ("scope", "one_of", "index"),
    [
        ((None, None), {}, None),
        (("a", "f"), {}, "verdicts_by_flow"),
        (("a", "f"), {"identity": "x"}, "verdicts_by_identity"),
        (("a", None), {"execution_id": "x"}, "verdicts_by_execution"),
        ((None, None), {"id": "x"}, "sqlite_autoindex_verdicts_1"),
        (("a", None), {}, None),
    ],
)
def test_verdicts_are_read_in_order_and_never_sorted(store, scope, one_of, index):
    found = plan(store, *statements.verdicts(*scope, one_of, 50))
    assert "TEMP B-TREE" not in found
    assert (f"USING INDEX {index} (" in found) if index else found == "SCAN verdicts"


@pytest.mark.parametrize(
    ("statement", "values", "index"),
    [
        (statements.OPEN_EXECUTIONS, (), "INDEX executions_by_end"),
        (statements.ENDED_BEFORE, ("2026-01-01", 10), "INDEX executions_by_end"),
        (statements.RECORDS, ("x",), "sqlite_autoindex_journal_1 (execution=?)"),
        (statements.LOGS, ("x", -1), "INDEX logs_by_execution"),
        (statements.METRICS, ("x",), "INDEX metrics_by_execution"),
        (statements.NEWEST_REVISION, ("a", "f"), "PRIMARY KEY (namespace=? AND id=?)"),
        (statements.fired(2), ("a", "f", "t", "x", "y"), "PRIMARY KEY (namespace=? AND flow_id=? AND trigger_id=?"),
    ],
)
def test_other_reads_go_by_an_index_and_are_never_sorted(store, statement, values, index):
    found = plan(store, statement, values)
    assert "TEMP B-TREE" not in found
    assert index in found


def test_only_a_synced_transaction_is_synced(store):
    strengths = []
    for synced in (True, True, False):
        store.commit(Transaction(logs=[log("x")], synced=synced))
        strengths.append(store._writer.execute("PRAGMA synchronous").fetchone()[0])
    assert strengths == [2, 2, 1]


def test_a_transaction_is_one_commit_however_much_it_holds(store):
    statements_seen = []
    store.commit(Transaction(synced=True))
    store._writer.set_trace_callback(statements_seen.append)
    store.commit(creating(*[creation(f"{one}", f"i{one}") for one in range(100)], synced=True))
    store._writer.set_trace_callback(None)
    assert statements_seen.count("COMMIT") == 1
    assert [one for one in statements_seen if one.startswith("PRAGMA")] == []


def test_a_reader_does_not_wait_for_a_transaction_that_is_open(store, path):
    store.commit(creating(creation("one")))
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    other.execute("DELETE FROM executions")
    found = []
    reader = threading.Thread(target=lambda: found.extend(store.summaries()))
    reader.start()
    reader.join(2)
    assert [one.id for one in found] == ["one"]
    other.execute("ROLLBACK")
    other.close()


def test_readers_use_their_connections_again(store):
    for _ in range(20):
        reader = threading.Thread(target=store.summaries)
        reader.start()
        reader.join()
    assert len(store._readers._idle) == 1


def test_a_lock_that_is_held_too_long_is_an_error_and_passes(store, path):
    store._writer.execute("PRAGMA busy_timeout = 20")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match=r"history\.db: Another process has been writing") as caught:
        store.commit(creating(creation("one")))
    assert caught.value.remedy
    other.execute("ROLLBACK")
    other.close()
    store.commit(creating(creation("one")))
    assert store.summary("one") is not None


def test_a_connection_waits_five_seconds_for_a_lock(store):
    assert store._writer.execute("PRAGMA busy_timeout").fetchone() == (5000,)


def test_a_full_disk_is_an_error_that_leaves_nothing_and_passes(store):
    pages = store._writer.execute("PRAGMA page_count").fetchone()[0]
    store._writer.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreError, match="The disk of the history is full"):
        store.commit(creating(creation("one"), logs=[log("x" * 100_000)]))
    assert store.summaries() == []
    store._writer.execute("PRAGMA max_page_count = 100000")
    store.commit(creating(creation("one"), logs=[log("x" * 100_000)]))
    assert store.summary("one") is not None


def test_a_file_that_may_only_be_read_is_an_error(store):
    store._writer.execute("PRAGMA query_only = ON")
    with pytest.raises(StoreError, match="may only be read"):
        store.commit(creating(creation("one")))


def test_a_file_that_is_no_database_is_an_error(path):
    path.write_bytes(b"something else, long enough to be looked at" * 100)
    with pytest.raises(StoreError, match="damaged, or it is no history"):
        SqliteStore(path)


def test_a_damaged_page_is_an_error_when_it_is_read(path):
    store = SqliteStore(path)
    store.commit(creating(*[creation(f"{one}", error="x" * 1000) for one in range(500)]))
    store.close()
    content = bytearray(path.read_bytes())
    half = len(content) // 2
    content[half:] = b"\xff" * (len(content) - half)
    path.write_bytes(content)
    store = SqliteStore(path)
    with pytest.raises(StoreError, match="damaged"):
        store.summaries(namespace=NAMESPACE, flow_id="orders")
    store.close()


def test_records_that_are_no_longer_whole_are_an_error(store):
    store.commit(creating(creation("one"), appends=[append("one", 1, 2), append("one", 3)]))
    store._writer.execute("DELETE FROM journal WHERE sequence = 1")
    with pytest.raises(StoreError, match="has 1 records where 3 were written"):
        store.records("one")
    store._writer.execute("UPDATE journal SET records = '[{' WHERE sequence = 0")
    with pytest.raises(StoreError, match=r"history\.db"):
        store.records("one")


def test_the_first_record_is_read_without_those_behind_it(store):
    store.commit(creating(creation("one")))
    store.commit(Transaction(appends=[append("one", 1)]))
    store._writer.execute("UPDATE journal SET records = '[{' WHERE sequence = 1")
    assert store.first_record("one").id == "one"


def test_a_folder_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(StoreError, match="cannot be opened"):
        SqliteStore(tmp_path / "none" / "history.db")


def test_a_history_of_a_newer_release_is_refused(path):
    SqliteStore(path).close()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()
    with pytest.raises(StoreError, match=f"version {VERSION + 1}") as caught:
        SqliteStore(path)
    assert "Upgrade" in caught.value.remedy


def test_a_history_of_the_first_version_is_brought_up_to_date(path):
    connection = sqlite3.connect(path)
    connection.executescript(MIGRATIONS[0])
    connection.execute("INSERT INTO triggers VALUES ('company.team', 'orders', 'daily', NULL, NULL, 1, 'digest')")
    connection.execute("PRAGMA user_version = 1")
    connection.commit()
    connection.close()
    store = SqliteStore(path)
    assert store.triggers(NAMESPACE, "orders") == [trigger("daily", disabled=True, listener="digest")]
    assert store.windows(NAMESPACE, "orders") == []
    store.close()


def test_a_person_can_read_the_file(store):
    store.commit(creating(creation("one", labels={"team": "a"})))
    row = store._writer.execute("SELECT state, created, labels FROM executions").fetchone()
    assert row == ("RUNNING", "2026-11-22T10:00:00.000000+00:00", '{"team":"a"}')
    execution_id, sequence, records = store._writer.execute("SELECT * FROM readable_journal").fetchone()
    assert (execution_id, sequence) == ("one", 0)
    assert records.startswith('[{"record":"ExecutionCreated",')


def start(*arguments):
    return subprocess.Popen([sys.executable, CHILD, *map(str, arguments)], stdout=subprocess.PIPE, text=True)


def test_processes_that_open_a_new_home_at_once_do_not_disturb_each_other(path):
    children = [start("claim", path, name, 0) for name in "abcdef"]
    for child in children:
        child.communicate(timeout=60)
    assert [child.returncode for child in children] == [0] * 6


def test_of_two_processes_that_commit_the_same_identity_one_wins(path):
    """Each tells which executions it made; both try the same 300 identities, on a home that neither finds ready."""
    children = [start("claim", path, name, 300) for name in ("a", "b")]
    made = [child.communicate(timeout=60)[0].split() for child in children]
    assert [child.returncode for child in children] == [0, 0]
    store = SqliteStore(path)
    winners = store.fired(NAMESPACE, "orders", "kafka", [f"i{one}" for one in range(300)])
    assert len(winners) == 300
    assert sorted(winners.values()) == sorted([*made[0], *made[1]])
    assert sorted(one.id for one in store.summaries(limit=None)) == sorted(winners.values())
    assert len(store.verdicts(limit=None)) == 600
    store.close()


def test_a_killed_process_leaves_whole_transactions(path):
    child = start("endless", path)
    for _ in range(30):
        told = int(child.stdout.readline())
    child.send_signal(signal.SIGKILL)
    child.communicate()
    store = SqliteStore(path)
    records, label = store.records("one"), store.summary("one").labels["n"]
    assert len(records) == int(label) + 1
    assert int(label) >= told
    store.close()
