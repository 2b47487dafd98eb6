"""How the file of a history shrinks after a purge, and what becomes of files that earlier releases made."""

from __future__ import annotations

import itertools
import sqlite3
from contextlib import closing

import pytest

from wavetank.model.transaction import Transaction
from wavetank.stores.schema import migrate
from wavetank.stores.sqlite_store import SqliteStore

from .store_samples import log

LINE = "x" * 3000


@pytest.fixture
def old(path):
    """A file as earlier releases made it, with a thousand pages of log."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        migrate(connection)
    fill(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA auto_vacuum = NONE")
        connection.execute("VACUUM")
    return path


def fill(path, lines=1000):
    store = SqliteStore(path)
    store.commit(Transaction(logs=[log(LINE) for _ in range(lines)]))
    store.close()


def size_after(path, work):
    store = SqliteStore(path)
    work(store)
    store.close()
    return path.stat().st_size


def purge(store):
    assert store.purge_logs() > 0
    while store.give_back():
        pass


def test_a_purge_gives_space_back_to_the_disk_in_the_end(path):
    fill(path)
    assert path.stat().st_size > 1000 * len(LINE)
    assert size_after(path, purge) < 200 * len(LINE)


def test_each_portion_is_small_and_a_tenth_of_the_file_stays_for_what_comes(path):
    fill(path)
    store = SqliteStore(path)
    store.purge_logs()

    def number(name):
        return store._writer.execute(f"PRAGMA {name}").fetchone()[0]

    sizes = [number("page_count")]
    while store.give_back():
        sizes.append(number("page_count"))
    sizes.append(number("page_count"))
    assert all(0 < before - after <= 130 for before, after in itertools.pairwise(sizes))
    assert 0 < number("freelist_count") <= number("page_count") // 10
    store.close()


def test_nothing_is_given_back_where_nothing_is_free(path):
    store = SqliteStore(path)
    store.commit(Transaction(logs=[log(LINE)]))
    assert not store.give_back()
    store.close()


def test_a_store_in_memory_has_nothing_to_give_back():
    store = SqliteStore(None)
    store.commit(Transaction(logs=[log(LINE) for _ in range(100)]))
    store.purge_logs()
    assert not store.give_back()
    store.close()


def test_a_small_file_of_an_earlier_release_shrinks_from_its_next_start_on(old, monkeypatch):
    monkeypatch.setattr("wavetank.stores.space._SMALL_PAGES", 5000)
    assert size_after(old, lambda store: len(store.logs()) == 1000) > 1000 * len(LINE)
    assert size_after(old, purge) < 200 * len(LINE)


def test_a_large_file_of_an_earlier_release_is_not_written_anew_at_a_start(old, monkeypatch):
    monkeypatch.setattr("wavetank.stores.space._SMALL_PAGES", 100)
    before = old.stat().st_size
    assert size_after(old, purge) == before


def test_a_small_file_of_an_earlier_release_opens_while_another_process_writes(old, monkeypatch):
    monkeypatch.setattr("wavetank.stores.space._SMALL_PAGES", 5000)
    monkeypatch.setattr("wavetank.stores.connections.BUSY_SECONDS", 0.01)
    with closing(sqlite3.connect(old, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        store = SqliteStore(old)
        assert len(store.logs()) == 1000
        other.execute("ROLLBACK")
        store.close()
