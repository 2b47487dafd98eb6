"""How SQLite's log comes back into the file of a store while others write."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing

import pytest
from tests.waiting import until

from wavetank.model.records import TaskRunReported
from wavetank.model.transaction import Append, Transaction
from wavetank.stores.sqlite_store import SqliteStore

from .store_samples import at, creating, creation, log

LINE = "x" * 3000
NAME = "wavetank-checkpoints"


@pytest.fixture
def store(path):
    opened = SqliteStore(path)
    yield opened
    opened.close()


def write(store, lines, at_once=20):
    for _ in range(0, lines, at_once):
        store.commit(Transaction(logs=[log(LINE) for _ in range(at_once)]))


def threads():
    return [each for each in threading.enumerate() if each.name == NAME]


def log_of(path):
    return path.with_name(f"{path.name}-wal")


def test_much_that_was_written_is_in_the_file_before_the_log_is_full(path, store):
    write(store, 2000)
    until(lambda: path.stat().st_size > 1400 * len(LINE))


def test_a_log_that_grows_without_a_pause_begins_anew(path, store):
    write(store, 30_000, at_once=100)
    assert log_of(path).stat().st_size < 30_000 * len(LINE) / 2


def test_few_rows_take_no_thread(store):
    write(store, 100)
    assert threads() == []


def test_large_records_count_by_their_size(path, store):
    large = TaskRunReported(at=at(1), id="run", outputs={"text": LINE * 100})
    store.commit(creating(creation("one")))
    for sequence in range(1, 31):
        store.commit(Transaction(appends=[Append(execution_id="one", sequence=sequence, records=(large,))]))
    until(lambda: path.stat().st_size > 20 * 100 * len(LINE))


def test_the_thread_ends_with_the_store(path):
    store = SqliteStore(path)
    write(store, 2000)
    assert len(threads()) == 1
    store.close()
    assert threads() == []
    assert not log_of(path).exists()


def test_a_file_that_another_process_holds_is_left_alone(path, store):
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM logs").fetchall()
        write(store, 4000)
        assert len(store.logs(limit=5000)) == 4000
    write(store, 2000)
    until(lambda: path.stat().st_size > 5000 * len(LINE))


def test_a_store_in_memory_has_no_log():
    store = SqliteStore(None)
    write(store, 4000)
    assert threads() == []
    store.close()
