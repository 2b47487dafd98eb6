from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime

import pytest

from wavetank.engine.journal import Journal
from wavetank.errors import StoreError
from wavetank.model.event import Outcome, Verdict
from wavetank.model.execution_summary import ExecutionSummary
from wavetank.model.level import Level
from wavetank.model.log_entry import LogEntry
from wavetank.model.state import State
from wavetank.model.transaction import Append
from wavetank.stores.sqlite_store import SqliteStore

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend():
    return "asyncio"


class SlowDisk(SqliteStore):
    """A store whose disk takes its time."""

    def commit(self, transaction):
        time.sleep(0.015)
        return super().commit(transaction)


class Recorded:
    """A store that takes its time, and what was to be written."""

    def __init__(self):
        self.transactions = []

    def commit(self, transaction):
        time.sleep(0.005)
        self.transactions.append(transaction)
        return {}


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


def ended(execution_id):
    at = datetime(2025, 1, 1, tzinfo=UTC)
    return ExecutionSummary(
        id=execution_id, namespace="n", flow_id="f", flow_revision=1, state=State.SUCCESS, created=at, ended=at
    )


async def judged(journal, number):
    at = datetime(2025, 1, 1, tzinfo=UTC)
    name = str(number)
    journal.judge(
        Verdict(
            id=name,
            at=at,
            namespace="n",
            flow_id="f",
            trigger_id="t",
            identity=name,
            outcome=Outcome.REJECTED,
            reason="r",
        )
    )
    await journal.committed()


async def test_while_the_disk_is_slow_what_must_be_synced_waits_for_company():
    """Written in a hundred turns of the loop: the first goes alone, the others share what the pause lets them share."""
    store = SlowDisk(None)
    journal = Journal(store)
    waiting = []
    for number in range(100):
        waiting.append(asyncio.ensure_future(judged(journal, number)))
        await asyncio.sleep(0)
    await asyncio.gather(*waiting)
    assert journal.commits <= 4
    assert len(store.verdicts(limit=None)) == 100
    store.close()


async def test_what_need_not_be_synced_waits_for_no_pause():
    store = SlowDisk(None)
    journal = Journal(store)
    await judged(journal, 1)
    began = journal.commits
    journal.keep(entry("a step"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert journal.commits == began + 1
    store.close()


async def test_an_event_waits_for_no_execution_that_only_ends():
    """The end is put off because the disk was just waited for; the event takes it along, and at once."""
    store = Recorded()
    journal = Journal(store)
    await judged(journal, 1)
    end = Append("e", 1, ())
    journal.append(end, ended("e"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert journal.waiting
    assert journal.commits == 1
    await judged(journal, 2)
    assert journal.commits == 2
    assert store.transactions[1].appends == [end]
    assert len(store.transactions[1].verdicts) == 1


async def test_an_execution_that_ends_is_written_after_a_rest_though_no_event_comes():
    journal = Journal(Recorded())
    await judged(journal, 1)
    journal.append(Append("e", 1, ()), ended("e"))
    await asyncio.wait_for(journal.committed(), 5)
    assert journal.commits == 2


async def test_whoever_fails_after_a_commit_keeps_no_other_from_being_told(store, caplog):
    journal = Journal(store)
    journal.after_commit(lambda _: 1 / 0)
    await asyncio.wait_for(journal.committed(), 5)
    assert "ZeroDivisionError" in caplog.text
