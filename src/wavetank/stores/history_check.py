from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from wavetank.errors import StoreError
from wavetank.model.finding import Finding, Grade
from wavetank.stores.faults import fault_of
from wavetank.stores.schema import VERSION, version_of
from wavetank.stores.space import is_shrinkable

if TYPE_CHECKING:
    from pathlib import Path

_MOST_NAMED = 5
_AHEAD = timedelta(minutes=5)
_WASTED_SHARE, _WASTED_BYTES = 0.25, 32 << 20
_LOG_BYTES = 128 << 20
# An append says how many records stand before it; together they must be counted without a gap.
_GAPS = """
SELECT DISTINCT id FROM (
  SELECT execution, sequence, sum(json_array_length(CAST(records AS TEXT))) OVER
    (PARTITION BY execution ORDER BY sequence ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
  FROM journal
) JOIN executions ON position = execution WHERE sequence <> coalesce(before, 0)
UNION SELECT id FROM executions WHERE NOT EXISTS (SELECT 1 FROM journal WHERE execution = position)
"""
_NEWEST = "SELECT max(at) FROM (SELECT max(created) AS at FROM executions UNION ALL SELECT max(date) FROM triggers)"


class HistoryCheck:
    """
    A look at the file of a history, over a connection of its own that only reads.

    Args:
        database: The file.
    """

    def __init__(self, database: Path) -> None:
        self._database = database

    def findings(self) -> list[Finding]:
        """Returns what was found; a file that cannot be read is a finding too."""
        if not self._database.exists():
            return [Finding("history", Grade.NOTE, "There is no history yet.")]
        try:
            with closing(self._opened()) as connection:
                return self._look(connection)
        except (sqlite3.Error, StoreError) as error:
            fault = error if isinstance(error, StoreError) else fault_of(error, str(self._database))
            return [Finding("integrity", Grade.FAULT, fault.cause, fault.remedy, repairable=is_damage(error))]

    def _opened(self) -> sqlite3.Connection:
        return sqlite3.connect(f"{self._database.absolute().as_uri()}?mode=ro", uri=True)

    def _look(self, connection: sqlite3.Connection) -> list[Finding]:
        version = self._version(connection)
        if version.grade is Grade.FAULT:
            return [version]
        found = [version, self._integrity(connection)]
        if found[-1].grade is Grade.FINE:
            found += [self._wholeness(connection), self._clock(connection), self._sizes(connection)]
            found += self._waste(connection)
        return found

    def _version(self, connection: sqlite3.Connection) -> Finding:
        version = version_of(connection)
        if version > VERSION:
            remedy = "Upgrade with `pip install --upgrade wavetank`, or choose another home."
            detail = f"A newer release made the history: it has version {version}, this one knows up to {VERSION}."
            return Finding("version", Grade.FAULT, detail, remedy)
        if version < VERSION:
            return Finding(
                "version", Grade.NOTE, f"The history has version {version}; the next start brings it to {VERSION}."
            )
        return Finding("version", Grade.FINE, f"The history has version {version}, as this release.")

    def _integrity(self, connection: sqlite3.Connection) -> Finding:
        said = [row[0] for row in connection.execute(f"PRAGMA integrity_check({_MOST_NAMED:d})")]
        if said == ["ok"]:
            return Finding("integrity", Grade.FINE, "All pages and indexes of the history are whole.")
        detail = f"The history is damaged: {'; '.join(said)}."
        return Finding("integrity", Grade.FAULT, detail, "Stop what uses this home, and repair it.", repairable=True)

    def _wholeness(self, connection: sqlite3.Connection) -> Finding:
        broken = [row[0] for row in connection.execute(_GAPS)]
        if not broken:
            return Finding("records", Grade.FINE, "The records of all executions are whole.")
        named = ", ".join(broken[:_MOST_NAMED])
        detail = f"Records are missing of {len(broken)} executions, which cannot go on: {named}."
        return Finding("records", Grade.FAULT, detail, "Stop what uses this home, and repair it.", repairable=True)

    def _clock(self, connection: sqlite3.Connection) -> Finding:
        (newest,) = connection.execute(_NEWEST).fetchone()
        ahead = datetime.fromisoformat(newest) - datetime.now(UTC) if newest else timedelta()
        if ahead <= _AHEAD:
            return Finding("clock", Grade.FINE, "Nothing in the history lies in the future.")
        detail = f"The history holds dates up to {newest}, {ahead.total_seconds() / 3600:.1f} hours from now."
        remedy = (
            "Set the clock of this machine right. If it was ahead and was set back, schedules wait until they come to "
            "where they were: engine.set_trigger(flow, trigger, date=…) takes one back to a date."
        )
        return Finding("clock", Grade.FAULT, detail, remedy)

    def _sizes(self, connection: sqlite3.Connection) -> Finding:
        tables = ("executions", "verdicts", "logs")
        counts = {
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - names from above
            for table in tables
        }
        counted = ", ".join(f"{count} {table}" for table, count in counts.items())
        return Finding("size", Grade.FINE, f"{counted} in {_megabytes(self._database.stat().st_size)}.")

    def _waste(self, connection: sqlite3.Connection) -> list[Finding]:
        (free,) = connection.execute("PRAGMA freelist_count").fetchone()
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        (page,) = connection.execute("PRAGMA page_size").fetchone()
        found = []
        if free > pages * _WASTED_SHARE and free * page > _WASTED_BYTES:
            detail = f"{_megabytes(free * page)} of the file hold nothing any more."
            found.append(Finding("space", Grade.NOTE, detail, "A repair gives them back to the disk.", repairable=True))
        elif not is_shrinkable(connection):
            detail = "An earlier release made the file: what purges free is used again, but not given back to the disk."
            found.append(Finding("space", Grade.NOTE, detail, "A repair changes that.", repairable=True))
        log = self._database.with_name(f"{self._database.name}-wal")
        if log.exists() and log.stat().st_size > _LOG_BYTES:
            detail = f"The log beside the history has grown to {_megabytes(log.stat().st_size)}."
            remedy = "A program that has read from it for long keeps it from shrinking; a repair shrinks it after that."
            found.append(Finding("log", Grade.NOTE, detail, remedy, repairable=True))
        return found


def is_damage(error: Exception) -> bool:
    """Returns whether an error says that a file is damaged, and not only out of reach."""
    code = getattr(error.__cause__ or error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
