"""
The floor: bare coroutines that keep the same facts as the engine in SQLite, and do nothing else.

One row an execution, its records as JSON, a measurement for each task; one commit a turn of the loop for all that is
waiting, synced to disk when an execution was created by an event or ended. No flow, no expressions, no identity.
"""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import UTC, datetime

import msgspec

_TABLES = """
CREATE TABLE executions (position INTEGER PRIMARY KEY, id TEXT UNIQUE, state TEXT, created TEXT, ended TEXT);
CREATE TABLE journal (execution TEXT, sequence INTEGER, records BLOB);
CREATE TABLE metrics (position INTEGER PRIMARY KEY, at TEXT, execution TEXT, run TEXT, name TEXT, value REAL);
"""
_CREATE = "INSERT INTO executions (id, state, created) VALUES (?, 'RUNNING', ?)"
_END = "UPDATE executions SET state = 'SUCCESS', ended = ? WHERE id = ?"
_APPEND = "INSERT INTO journal VALUES (?, ?, ?)"
_MEASURE = "INSERT INTO metrics (at, execution, run, name, value) VALUES (?, ?, ?, 'length', ?)"


class BareJournal:
    """Rows by statement, and who waits for them."""

    def __init__(self, path):
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.executescript(_TABLES)
        self._rows, self._waiting, self._synced = {}, [], False

    def write(self, statement, *row, synced=False):
        self._rows.setdefault(statement, []).append(row)
        self._synced |= synced

    async def committed(self):
        loop = asyncio.get_running_loop()
        done = loop.create_future()
        if not self._waiting:
            loop.call_soon(self._commit)
        self._waiting.append(done)
        await done

    def _commit(self):
        self._connection.execute(f"PRAGMA synchronous = {'FULL' if self._synced else 'NORMAL'}")
        self._connection.execute("BEGIN IMMEDIATE")
        for statement, rows in self._rows.items():
            self._connection.executemany(statement, rows)
        self._connection.execute("COMMIT")
        waiting, self._waiting, self._rows, self._synced = self._waiting, [], {}, False
        for done in waiting:
            done.set_result(None)


class BareExecution:
    """One execution: what happened to it goes to the journal."""

    def __init__(self, journal, name, *, by_event=False, event=None):
        self.journal, self.name, self._length = journal, name, 0
        journal.write(_CREATE, name, _now(), synced=by_event)
        self.append({"record": "ExecutionCreated", "id": name, "event": event}, {"record": "ExecutionStarted"})

    def append(self, *records):
        for record in records:
            record["at"] = datetime.now(UTC)
        self.journal.write(_APPEND, self.name, self._length, msgspec.json.encode(records))
        self._length += len(records)

    def measure(self, run, value):
        self.journal.write(_MEASURE, _now(), self.name, run, value)

    def end(self):
        self.append({"record": "ExecutionEnded", "state": "SUCCESS"})
        self.journal.write(_END, _now(), self.name, synced=True)

    async def in_a_row(self, tasks, work=lambda: "done"):
        """Tasks in a row: the end of one and the start of the next stand in the same commit. `work` is a task."""
        self.append(*_started(self.name, 0))
        await self.journal.committed()
        for number in range(tasks):
            following = () if number + 1 == tasks else _started(self.name, number + 1)
            self.append(_ended(self.name, number, work()), *following)
            self.measure(f"{self.name}-{number}", 4)
            if not following:
                self.end()
            await self.journal.committed()

    async def in_lanes(self, tasks, lanes):
        """Tasks side by side, `lanes` at a time."""
        await self.journal.committed()
        numbers = iter(range(tasks))

        async def lane():
            for number in numbers:
                self.append(*_started(self.name, number))
                await self.journal.committed()
                self.append(_ended(self.name, number, "done"))
                self.measure(f"{self.name}-{number}", 4)
            await self.journal.committed()

        await asyncio.gather(*(lane() for _ in range(lanes)))
        self.end()
        await self.journal.committed()


def _now():
    return datetime.now(UTC).isoformat()


def _started(name, number):
    run = {"id": f"{name}-{number}", "task": f"t{number}"}
    return {"record": "TaskRunCreated", **run}, {"record": "TaskRunStarted", **run}


def _ended(name, number, value):
    return {"record": "TaskRunEnded", "id": f"{name}-{number}", "state": "SUCCESS", "outputs": {"value": value}}
