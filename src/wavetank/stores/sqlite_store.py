from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from wavetank.abc.store import Store
from wavetank.errors import StoreError
from wavetank.model.mark import Mark
from wavetank.model.purged import Purged
from wavetank.model.summary_columns import SummaryColumns
from wavetank.stores import rows, statements
from wavetank.stores.checkpoints import Checkpoints
from wavetank.stores.connections import OwnConnections, SharedConnection, open_writer
from wavetank.stores.faults import BUSY_SECONDS, BUSY_SECONDS_AGAIN, fault_of
from wavetank.stores.open_file import OpenFile
from wavetank.stores.piece_reader import PieceReader
from wavetank.stores.piece_texts import PieceTexts
from wavetank.stores.space import free_above_reserve, give_back
from wavetank.stores.writing import Writing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from wavetank.model.event import Verdict
    from wavetank.model.execution_summary import ExecutionSummary
    from wavetank.model.level import Level
    from wavetank.model.log_entry import LogEntry, Metric
    from wavetank.model.records import AnyRecord
    from wavetank.model.state import State
    from wavetank.model.stored_flow import StoredFlow
    from wavetank.model.transaction import Transaction
    from wavetank.model.trigger_state import TriggerState
    from wavetank.model.window import Window
    from wavetank.stores.connections import Readers
    from wavetank.stores.rows import Row

T = TypeVar("T")
_UNWRITABLE = (sqlite3.Error, msgspec.MsgspecError, TypeError, ValueError, OverflowError, RecursionError)
_IDENTITIES_AT_ONCE = 500
# Few rows are read as fast one by one. Texts of so many rows stay in the caches of a processor.
_LEAST_IN_COLUMNS = 1000
_ROWS_OF_A_PIECE = 4096


class SqliteStore(Store):
    """
    A store in one file of SQLite, or in memory.

    - Several processes may have the file open; their commits take turns.
    - The newest rows are those that were written last.

    Args:
        path: The file, made if there is none, in a folder that exists; None for a store in memory.

    Raises:
        StoreError: The file cannot be opened, or is not a history that this release can read.
    """

    def __init__(self, path: Path | None) -> None:
        self.shared = path is not None
        self._place = "in memory" if path is None else str(path)
        self._lock = threading.Lock()
        self._full = False
        self._patience: float = BUSY_SECONDS
        with self._faults():
            self._writer = open_writer(path)
        self._file = OpenFile(path)
        self._checkpoints = None if path is None else Checkpoints(path, self._lock)
        self._readers: Readers = SharedConnection(self._writer, self._lock) if path is None else OwnConnections(path)

    def commit(self, transaction: Transaction) -> dict[str, str]:  # noqa: D102
        try:
            writing = Writing(transaction)
            with self._writing(writing.size):
                return self._write(writing, synced=transaction.synced)
        except _UNWRITABLE as error:
            raise fault_of(error, self._place) from error

    def _write(self, writing: Writing, *, synced: bool) -> dict[str, str]:
        self._strengthen(synced=synced)
        if synced:
            self._file.check()
        if self._patiently(lambda: writing.write_at_once(self._writer)):
            return {}
        with self._transaction(synced=synced):
            return writing.write(self._writer)

    def close(self) -> None:  # noqa: D102
        with self._faults():
            self._readers.close()
            if self._checkpoints is not None:
                self._checkpoints.close()
            with self._lock:
                self._writer.close()

    def records(self, execution_id: str) -> list[AnyRecord]:  # noqa: D102
        stored = self._read(statements.RECORDS, (execution_id,))
        with self._faults():
            return _joined(execution_id, stored)

    def first_record(self, execution_id: str) -> AnyRecord | None:  # noqa: D102
        stored = self._read(statements.FIRST_APPEND, (execution_id,))
        with self._faults():
            return next(iter(_joined(execution_id, stored)), None)

    def mark(self) -> Mark:  # noqa: D102
        with self._faults(), self._lock, self._writer:
            # In one transaction: both numbers tell of the same moment. The connection hears only of what others write.
            self._writer.execute("BEGIN")
            ((position,),) = self._writer.execute(statements.NEWEST_RECORDS).fetchall()
            ((writes,),) = self._writer.execute("PRAGMA data_version").fetchall()
        return Mark(position or 0, writes)

    def written_by_others(self, owner: str, after: int, until: int) -> list[tuple[ExecutionSummary, int]]:  # noqa: D102
        stored = self._read(statements.WRITTEN_BY_OTHERS, (after, until, owner))
        return [(rows.execution_of(row[1:]), row[0]) for row in stored]

    def summary(self, execution_id: str) -> ExecutionSummary | None:  # noqa: D102
        stored = self._read(statements.EXECUTION, (execution_id,))
        return rows.execution_of(stored[0]) if stored else None

    def summaries(  # noqa: D102
        self,
        *,
        namespace: str | None = None,
        flow_id: str | None = None,
        states: Sequence[State] = (),
        labels: Mapping[str, str] | None = None,
        limit: int | None = 50,
    ) -> list[ExecutionSummary]:
        stored = self._read(*statements.summaries(namespace, flow_id, states, limit, labels))
        return [rows.execution_of(row[1:]) for row in stored]

    def listing(  # noqa: D102
        self,
        *,
        namespace: str | None = None,
        flow_id: str | None = None,
        states: Sequence[State] = (),
        labels: Mapping[str, str] | None = None,
        limit: int | None = None,
    ) -> Sequence[ExecutionSummary]:
        ((newest,),) = self._read(statements.NEWEST_POSITION)
        most = newest or 0
        wanted = most if limit is None else min(most, limit)
        if wanted < _LEAST_IN_COLUMNS:
            return self.summaries(namespace=namespace, flow_id=flow_id, states=states, labels=labels, limit=limit)
        reader = PieceReader()
        # What SQLite has written is read while it writes the next piece, and lets go of the interpreter for that.
        with self._faults(), ThreadPoolExecutor(1) as beside:
            pieces = list(beside.map(reader.read, self._pieces(namespace, flow_id, states, labels, most, wanted)))
            return SummaryColumns(pieces[::-1], reader.kinds)

    def _pieces(
        self,
        namespace: str | None,
        flow_id: str | None,
        states: Sequence[State],
        labels: Mapping[str, str] | None,
        newest: int,
        wanted: int,
    ) -> Iterator[PieceTexts]:
        with self._readers.lend() as connection, connection:
            # In one transaction: all pieces tell of the same moment.
            connection.execute("BEGIN")
            while wanted:
                most = min(wanted, _ROWS_OF_A_PIECE)
                query = statements.piece(namespace, flow_id, states, labels, newest, most)
                lowest, *texts = connection.execute(*query).fetchone()
                if lowest is None:
                    break
                piece = PieceTexts(*texts)
                yield piece
                newest, wanted = lowest - 1, wanted - piece.row_count

    def open_executions(self) -> list[ExecutionSummary]:  # noqa: D102
        stored = self._read(statements.OPEN_EXECUTIONS)
        return [rows.execution_of(row) for row in stored]

    def flows(self) -> list[StoredFlow]:  # noqa: D102
        return [rows.flow_of(row) for row in self._read(statements.FLOWS)]

    def flow(self, namespace: str, flow_id: str, revision: int | None = None) -> StoredFlow | None:  # noqa: D102
        if revision is None:
            stored = self._read_back(statements.NEWEST_REVISION, (namespace, flow_id))
        else:
            stored = self._read_back(statements.REVISION, (namespace, flow_id, revision))
        return rows.flow_of(stored[0]) if stored else None

    def triggers(self, namespace: str, flow_id: str) -> list[TriggerState]:  # noqa: D102
        return [rows.trigger_of(row) for row in self._read(statements.TRIGGERS, (namespace, flow_id))]

    def windows(self, namespace: str, flow_id: str) -> list[Window]:  # noqa: D102
        return [rows.window_of(row) for row in self._read(statements.WINDOWS, (namespace, flow_id))]

    def verdicts(  # noqa: D102
        self,
        *,
        namespace: str | None = None,
        flow_id: str | None = None,
        identity: str | None = None,
        verdict_id: str | None = None,
        execution_id: str | None = None,
        limit: int | None = 50,
    ) -> list[Verdict]:
        one_of = {"id": verdict_id, "identity": identity, "execution_id": execution_id}
        stored = self._read(*statements.verdicts(namespace, flow_id, one_of, limit))
        return [rows.verdict_of(row[1:]) for row in stored]

    def fired(  # noqa: D102
        self, namespace: str, flow_id: str, trigger_id: str, identities: Sequence[str]
    ) -> dict[str, str]:
        found: dict[str, str] = {}
        for start in range(0, len(identities), _IDENTITIES_AT_ONCE):
            asked = identities[start : start + _IDENTITIES_AT_ONCE]
            found.update(self._read(statements.fired(len(asked)), (namespace, flow_id, trigger_id, *asked)))
        return found

    def logs(self, execution_id: str | None = None, *, limit: int | None = None) -> list[LogEntry]:
        """Returns log entries in the order in which they were written; with a `limit`, the last ones."""
        last = -1 if limit is None else limit
        if execution_id is None:
            stored = self._read(statements.ALL_LOGS, (last,))
        else:
            stored = self._read(statements.LOGS, (execution_id, last))
        return [rows.log_of(row) for row in reversed(stored)]

    def logs_after(  # noqa: D102
        self, execution_id: str, position: int, limit: int
    ) -> list[tuple[int, LogEntry]]:
        stored = self._read(statements.LOGS_AFTER, (execution_id, position, limit))
        return [(row[0], rows.log_of(row[1:])) for row in stored]

    def metrics(self, execution_id: str) -> list[Metric]:  # noqa: D102
        return [rows.metric_of(row) for row in self._read(statements.METRICS, (execution_id,))]

    def purge(  # noqa: D102
        self, execution_ids: Sequence[str], *, executions: bool, logs: bool, metrics: bool, synced: bool = True
    ) -> Purged:
        count = len(execution_ids)
        tables = {"logs": logs, "metrics": metrics}
        with self._faults(), self._writing(), self._transaction(synced=synced):
            gone = {
                name: self._remove(statements.purge_of(name, "execution_id", count), execution_ids) if wanted else 0
                for name, wanted in tables.items()
            }
            if executions:
                self._writer.execute(statements.HOLD_POSITION)
                self._remove(statements.purge_of_journal(count), execution_ids)
                gone["executions"] = self._remove(statements.purge_of("executions", "id", count), execution_ids)
        return Purged(**gone)

    def ended_before(self, moment: datetime, most: int) -> list[ExecutionSummary]:  # noqa: D102
        stored = self._read(statements.ENDED_BEFORE, (rows.text_of(moment), most))
        return [rows.execution_of(row) for row in stored]

    def purge_verdicts(self, moment: datetime, most: int) -> int:  # noqa: D102
        with self._faults(), self._writing(), self._transaction(synced=False):
            return self._remove(statements.PURGE_VERDICTS, (most, rows.text_of(moment)))

    def give_back(self) -> bool:  # noqa: D102
        with self._faults(), self._lock:
            if free_above_reserve(self._writer) == 0:
                return False
            self._strengthen(synced=False)
            self._patiently(lambda: give_back(self._writer))
            return free_above_reserve(self._writer) > 0

    def purge_logs(  # noqa: D102
        self,
        *,
        below: str | None = None,
        flow_id: str | None = None,
        execution_id: str | None = None,
        of_executions: bool | None = None,
        levels: Sequence[Level] = (),
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> int:
        with self._faults(), self._writing(), self._transaction(synced=True):
            moments = [None if moment is None else rows.text_of(moment) for moment in (start, end)]
            severities = [level.value for level in levels]
            statement = statements.purge_of_logs(
                below, flow_id, execution_id, severities, *moments, of_executions=of_executions
            )
            return self._remove(*statement)

    def _remove(self, statement: str, values: Sequence[Any]) -> int:
        return self._writer.execute(statement, values).rowcount

    def _read(self, statement: str, values: Sequence[Any] = ()) -> list[Row]:
        with self._faults(), self._readers.lend() as connection:
            return connection.execute(statement, values).fetchall()

    def _read_back(self, statement: str, values: Sequence[Any]) -> list[Row]:
        """Reads through the connection that writes, if that is free: a reader would get what is new from the disk."""
        if not self._lock.acquire(blocking=False):
            return self._read(statement, values)
        try:
            with self._faults():
                return self._writer.execute(statement, values).fetchall()
        finally:
            self._lock.release()

    @contextmanager
    def _transaction(self, *, synced: bool) -> Iterator[None]:
        self._strengthen(synced=synced)
        self._patiently(lambda: self._writer.execute("BEGIN IMMEDIATE"))
        try:
            yield
            if synced:
                self._file.check()
            self._writer.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                self._writer.execute("ROLLBACK")
            raise

    @contextmanager
    def _writing(self, size: int = 0) -> Iterator[None]:
        with self._lock:
            before = self._writer.total_changes
            yield
            if self._checkpoints is not None:
                self._checkpoints.note(self._writer.total_changes - before, size)

    def _strengthen(self, *, synced: bool) -> None:
        if synced != self._full:
            self._writer.execute(f"PRAGMA synchronous = {'FULL' if synced else 'NORMAL'}")
            self._full = synced

    def _patiently(self, begin: Callable[[], T]) -> T:
        """Does what waits for others who write: long at first, shortly while they keep on."""
        try:
            begun = begin()
        except sqlite3.OperationalError:
            self._wait_for_others(BUSY_SECONDS_AGAIN)
            raise
        self._wait_for_others(BUSY_SECONDS)
        return begun

    def _wait_for_others(self, seconds: float) -> None:
        if seconds != self._patience:
            self._writer.execute(f"PRAGMA busy_timeout = {seconds * 1000:.0f}")
            self._patience = seconds

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except _UNWRITABLE as error:
            raise fault_of(error, self._place) from error


def _joined(execution_id: str, stored: list[Row]) -> list[AnyRecord]:
    records: list[AnyRecord] = []
    for sequence, blob in stored:
        if sequence != len(records):
            raise StoreError(
                f"The journal of execution {execution_id} has {len(records)} records where {sequence} were written.",
                remedy="The history is damaged: run wt.doctor(home, repair=True).",
            )
        records += rows.records_of(blob)
    return records
