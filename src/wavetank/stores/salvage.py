"""What can still be read of a damaged history, taken over into a new one."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from wavetank.stores.connections import open_writer
from wavetank.stores.schema import VERSION, version_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_TABLES = (
    "flows",
    "executions",
    "journal",
    "identities",
    "verdicts",
    "triggers",
    "windows",
    "logs",
    "metrics",
)
_WITHOUT_ROW_IDS = frozenset({"flows", "identities", "triggers", "windows"})
# Behind so many rows that cannot be read no further ones are looked for.
_PATIENCE = 20_000
_INCOMPLETE = """
SELECT position FROM executions WHERE position NOT IN (SELECT execution FROM journal) OR position IN (
  SELECT execution FROM (
    SELECT execution, sequence, sum(json_array_length(CAST(records AS TEXT))) OVER
      (PARTITION BY execution ORDER BY sequence ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
    FROM journal
  ) WHERE sequence <> coalesce(before, 0)
)
"""


class Salvage:
    """
    Puts a damaged history aside and makes a new one of what can be read of it; nobody else may have it open.

    Executions of which records are missing are left behind; what their events were known by stays, so that an event
    that comes again makes no second execution.

    Args:
        database: The file.

    Attributes:
        aside: Where the damaged file is then.
        rows: How many rows of each table were taken over.
        left: How many executions were left behind because records of them are missing.
    """

    def __init__(self, database: Path) -> None:
        self._database = database
        self.aside = database.with_name(f"{database.stem}-damaged-{datetime.now(UTC):%Y%m%dT%H%M%S}.db")
        self.rows: dict[str, int] = {}
        self.left = 0

    def run(self) -> None:
        """Does it; the damaged file is never written to."""
        for suffix in ("", "-wal", "-shm"):
            part = self._database.with_name(f"{self._database.name}{suffix}")
            if part.exists():
                part.rename(self.aside.with_name(f"{self.aside.name}{suffix}"))
        with closing(open_writer(self._database)) as new:
            new.execute("BEGIN IMMEDIATE")
            with suppress(sqlite3.Error), closing(sqlite3.connect(self.aside)) as old:
                self._copy(old, new)
            self._drop_incomplete(new)
            new.execute("COMMIT")

    def _copy(self, old: sqlite3.Connection, new: sqlite3.Connection) -> None:
        if version_of(old) > VERSION:
            return
        for table in _TABLES:
            columns = [row[1] for row in new.execute(f"PRAGMA table_info({table})")]
            known = [row[1] for row in old.execute(f"PRAGMA table_info({table})")]
            shared = [column for column in columns if column in known]
            if table == "journal":
                # What Flow triggers were told of is known by these.
                shared.append("rowid")
            if shared:
                self._copy_table(old, new, table, shared)

    def _copy_table(self, old: sqlite3.Connection, new: sqlite3.Connection, table: str, columns: list[str]) -> None:
        names, marks = ", ".join(columns), ", ".join("?" * len(columns))
        insert = f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - names of our own schema
        rows = _by_key(old, table, names) if table in _WITHOUT_ROW_IDS else _by_row_id(old, table, names)
        before = new.total_changes
        for row in rows:
            with suppress(sqlite3.Error):
                new.execute(insert, row)
        self.rows[table] = new.total_changes - before

    def _drop_incomplete(self, new: sqlite3.Connection) -> None:
        gone = [row[0] for row in new.execute(_INCOMPLETE)]
        self.left = len(gone)
        for position in gone:
            new.execute("DELETE FROM journal WHERE execution = ?", (position,))
            new.execute("DELETE FROM executions WHERE position = ?", (position,))
        new.execute("DELETE FROM journal WHERE execution NOT IN (SELECT position FROM executions)")
        new.execute("UPDATE triggers SET heard = min(heard, (SELECT coalesce(max(rowid), 0) FROM journal))")


def _by_key(old: sqlite3.Connection, table: str, names: str) -> Iterator[tuple[Any, ...]]:
    """Yields the rows before the first unreadable page, and those behind the last one."""
    for query in (f"SELECT {names} FROM {table}", f"SELECT {names} FROM {table} ORDER BY 1 DESC"):  # noqa: S608
        with suppress(sqlite3.Error):
            yield from old.execute(query)
            return


def _by_row_id(old: sqlite3.Connection, table: str, names: str) -> Iterator[tuple[Any, ...]]:
    """Yields all rows that can be read, over unreadable pages."""
    query = f"SELECT rowid, {names} FROM {table} WHERE rowid > ? ORDER BY rowid"  # noqa: S608 - names of our own schema
    at = read = -1
    while at - read < _PATIENCE:
        try:
            for row in old.execute(query, (at,)):
                at = read = row[0]
                yield row[1:]
        except sqlite3.Error:
            at += 1
        else:
            return
