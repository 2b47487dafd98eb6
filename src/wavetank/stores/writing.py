from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from wavetank.errors import ConflictError
from wavetank.stores import at_once, rows, statements
from wavetank.stores.claims import Claims

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wavetank.model.transaction import Append, Transaction
    from wavetank.stores.rows import Row


class Writing:
    """A transaction as rows, made before the database is touched: what cannot be written fails here."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._claims = Claims(transaction.creations)
        self._creations = [rows.execution_row(one.summary) for one in transaction.creations]
        appends = [one.append for one in transaction.creations] + transaction.appends
        self._appends = [_append_row(one) for one in appends if one.records]
        summaries = {one.id: one for one in transaction.summaries}
        self._summaries = [_summary_row(rows.execution_row(one)) for one in summaries.values()]
        self._logs = [rows.log_row(one) for one in transaction.logs]
        self._metrics = [rows.metric_row(one) for one in transaction.metrics]
        self._verdicts = [rows.verdict_row(one) for one in transaction.verdicts]
        self._flows = [rows.flow_row(one) for one in transaction.flows]
        self._triggers = [rows.trigger_row(one) for one in transaction.triggers]
        self._windows = [rows.window_row(one) for one in transaction.windows]

    @property
    def size(self) -> int:
        """How many bytes its records are: what is large in a transaction is in them."""
        return sum([len(blob) for _, blob, _ in self._appends])

    def write_at_once(self, connection: sqlite3.Connection) -> bool:
        """
        Writes the rows in a transaction of their own; returns False, and has written nothing, where it takes more
        than one statement: there are many, an identity was claimed before, or an execution is unknown.
        """
        written = (
            self._claims.rows(),
            self._creations,
            self._summaries,
            self._appends,
            self._ledger(),
            self._logs,
            self._metrics,
            self._flows,
            self._triggers,
        )
        if self._windows or self._transaction.closed or sum(map(len, written)) not in at_once.COUNTS:
            return False
        try:
            at_once.write(connection, written)
        except sqlite3.IntegrityError:
            return False
        return True

    def write(self, connection: sqlite3.Connection) -> dict[str, str]:
        """Writes the rows into an open transaction; returns what `Store.commit` returns."""
        self._claims.claim(connection)
        _many(connection, statements.INSERT_EXECUTION, self._kept(self._creations, 0))
        _each(connection, statements.UPDATE_EXECUTION, self._kept(self._summaries, -1))
        _each(connection, statements.INSERT_APPEND, self._kept(self._appends, -1))
        _many(connection, statements.INSERT_VERDICT, self._ledger())
        _many(connection, statements.INSERT_LOG, self._kept(self._logs, statements.LOG_OWNER))
        _many(connection, statements.INSERT_METRIC, self._kept(self._metrics, statements.METRIC_OWNER))
        _many(connection, statements.PUT_FLOW, self._flows)
        _many(connection, statements.PUT_TRIGGER, self._triggers)
        _many(connection, statements.PUT_WINDOW, self._windows)
        _many(connection, statements.CLOSE_WINDOW, self._transaction.closed)
        return {made: next(iter(earlier.values())) for made, earlier in self._claims.refused.items()}

    def _kept(self, owned: list[Row], owner: int) -> list[Row]:
        """Returns the rows without those of executions that were refused, whose id stands at the place `owner`."""
        refused = self._claims.refused
        return [row for row in owned if row[owner] not in refused] if refused else owned

    def _ledger(self) -> list[Row]:
        judged = (self._claims.verdicts(creation) for creation in self._transaction.creations)
        return [rows.verdict_row(verdict) for verdicts in judged for verdict in verdicts] + self._verdicts


def _append_row(append: Append) -> Row:
    return (append.sequence, rows.records_blob(append.records), append.execution_id)


def _summary_row(row: Row) -> Row:
    return (*row[3:], row[0])


def _many(connection: sqlite3.Connection, statement: str, values: Sequence[Row]) -> int:
    return connection.executemany(statement, values).rowcount if values else 0


def _each(connection: sqlite3.Connection, statement: str, values: Sequence[Row]) -> None:
    if _many(connection, statement, values) == len(values):
        return
    unknown = [row[-1] for row in values if not _known(connection, row[-1])]
    raise ConflictError(
        f"There is no execution {unknown[0]} to write to.", remedy="Create it in the same transaction or before."
    )


def _known(connection: sqlite3.Connection, execution_id: str) -> bool:
    return connection.execute("SELECT 1 FROM executions WHERE id = ?", (execution_id,)).fetchone() is not None
