from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from wavetank.engine.journal import Journal
from wavetank.errors import StoreError
from wavetank.model.level import Level
from wavetank.model.log_entry import LogEntry
from wavetank.stores.sqlite_store import SqliteStore

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend():
    return "asyncio"


class FullDisk(SqliteStore):
    """A store whose disk is full until room is made."""

    full = True

    def commit(self, transaction):
        if self.full:
            raise StoreError("The disk is full.")
        return super().commit(transaction)


@pytest.fixture
def store():
    store = SqliteStore(None)
    yield store
    store.close()


def entry(message):
    at = datetime(2025, 1, 1, tzinfo=UTC)
    return LogEntry(at=at, level=Level.INFO, message=message, namespace="n", flow_id="f", execution_id="e")


async def test_all_that_is_written_in_one_turn_of_the_loop_is_one_transaction(store):
    journal = Journal(store)

    async def write(number):
        journal.keep(entry(str(number)))
        await journal.committed()

    await asyncio.gather(*(write(number) for number in range(100)))
    assert journal.commits == 1
    assert len(store.logs("e")) == 100


async def test_nothing_that_waits_goes_on_while_the_store_fails_and_all_of_it_when_it_works_again(caplog):
    store = FullDisk(None)
    journal = Journal(store)
    journal.keep(entry("first"))
    waiting = asyncio.ensure_future(journal.committed())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert not waiting.done()
    assert "disk is full" in journal.trouble
    assert "Nothing is acknowledged" in caplog.text
    journal.keep(entry("second"))
    store.full = False
    await asyncio.wait_for(waiting, 5)
    assert [kept.message for kept in store.logs("e")] == ["first", "second"]
    assert journal.trouble == ""
    store.close()
