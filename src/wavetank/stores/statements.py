"""
The statements that read and write the tables.

A `+` before a column keeps SQLite from using an index on it: an index that does not keep the order would have it sort
all rows of a flow to return the newest fifty.
"""
# Only names of this module are put into the texts; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wavetank.model.execution_kind import ExecutionKind
from wavetank.model.summary_piece import MOMENT_WIDTH

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wavetank.model.state import State

Query = tuple[str, list[Any]]

_EXECUTION = "id, namespace, flow_id, flow_revision, state, created, ended, trigger_id, labels, error, owner"
_FLOW = "namespace, id, revision, source, created, owner, deleted"
_TRIGGER = "namespace, flow_id, trigger_id, date, next_date, disabled, listener, backfill, paused, heard"
_WINDOW = "namespace, flow_id, id, start, end, fulfilled, outputs"
_VERDICT = "id, at, namespace, flow_id, trigger_id, identity, outcome, stage, reason, execution_id, payload"
_LOG = "at, level, message, namespace, flow_id, execution_id, task_id, task_run_id, attempt, trigger_id"
_LABELLED = "EXISTS (SELECT 1 FROM json_each(labels) AS label WHERE label.key = ? AND label.value = ?)"
_METRIC = "at, name, type, value, execution_id, task_id, task_run_id, tags"
LOG_OWNER = _LOG.split(", ").index("execution_id")
METRIC_OWNER = _METRIC.split(", ").index("execution_id")


def _insert(table: str, columns: str) -> str:
    marks = ", ".join("?" for _ in columns.split(","))
    return f"INSERT INTO {table} ({columns}) VALUES ({marks})"


_PIECE = (
    "group_concat(id, '\n')",
    "group_concat(created, '')",
    f"group_concat(coalesce(ended, '{' ' * MOMENT_WIDTH}'), '')",
    "'[' || group_concat(labels, ',') || ']'",
    f"group_concat(json_array({', '.join(ExecutionKind.__struct_fields__)}), '\n')",
)
NEWEST_POSITION = "SELECT max(position) FROM executions"

INSERT_EXECUTION = _insert("executions", _EXECUTION)
INSERT_VERDICT = _insert("verdicts", _VERDICT)
INSERT_LOG = _insert("logs", _LOG)
INSERT_METRIC = _insert("metrics", _METRIC)
# A revision keeps its text: executions ran with it.
PUT_FLOW = f"""
{_insert("flows", _FLOW)} ON CONFLICT DO UPDATE SET created = excluded.created, owner = excluded.owner,
deleted = excluded.deleted WHERE source = excluded.source
"""
PUT_TRIGGER = f"""
{_insert("triggers", _TRIGGER)} ON CONFLICT DO UPDATE SET date = excluded.date, next_date = excluded.next_date,
disabled = excluded.disabled, listener = excluded.listener, backfill = excluded.backfill,
paused = excluded.paused, heard = excluded.heard
"""
PUT_WINDOW = f"""
{_insert("windows", _WINDOW)} ON CONFLICT DO UPDATE SET start = excluded.start, end = excluded.end,
fulfilled = excluded.fulfilled, outputs = excluded.outputs
"""
CLOSE_WINDOW = "DELETE FROM windows WHERE namespace = ? AND flow_id = ? AND id = ?"
UPDATE_EXECUTION = """
UPDATE executions SET flow_revision = ?, state = ?, created = ?, ended = ?, trigger_id = ?, labels = ?, error = ?,
owner = ? WHERE id = ?
"""
INSERT_APPEND = "INSERT INTO journal (execution, sequence, records) SELECT position, ?, ? FROM executions WHERE id = ?"
CLAIM_FIRST = "INSERT INTO identities (namespace, flow_id, trigger_id, identity, execution_id) VALUES (?, ?, ?, ?, ?)"
CLAIM = CLAIM_FIRST.replace("INSERT", "INSERT OR IGNORE", 1)

EARLIER = "SELECT execution_id FROM identities WHERE namespace = ? AND flow_id = ? AND trigger_id = ? AND identity = ?"
EXECUTION = f"SELECT {_EXECUTION} FROM executions WHERE id = ?"
OPEN_EXECUTIONS = f"SELECT {_EXECUTION} FROM executions WHERE ended IS NULL ORDER BY position"
RECORDS = """
SELECT sequence, records FROM journal
WHERE execution = (SELECT position FROM executions WHERE id = ?) ORDER BY sequence
"""
FIRST_APPEND = """
SELECT sequence, records FROM journal
WHERE execution = (SELECT position FROM executions WHERE id = ?) AND sequence = 0
"""
# A row of no execution, behind all others: SQLite would give the row ids of the newest rows again when they are gone,
# and whoever reads on from one of them would miss what is written next.
HOLD_POSITION = "INSERT OR REPLACE INTO journal (execution, sequence, records) VALUES (0, 0, CAST('[]' AS BLOB))"
NEWEST_RECORDS = "SELECT max(rowid) FROM journal"
WRITTEN_BY_OTHERS = f"""
SELECT min(sequence), {_EXECUTION} FROM journal JOIN executions ON position = execution
WHERE journal.rowid > ? AND journal.rowid <= ? AND owner != ? GROUP BY position ORDER BY max(journal.rowid)
"""
ENDED_BEFORE = f"SELECT {_EXECUTION} FROM executions WHERE ended < ? ORDER BY ended LIMIT ?"
PURGE_VERDICTS = """
DELETE FROM verdicts WHERE position IN (
  SELECT position FROM (SELECT position, at FROM verdicts ORDER BY position LIMIT ?) WHERE at < ?
)
"""
FLOWS = f"""
SELECT {_FLOW} FROM flows AS one WHERE NOT deleted AND revision =
(SELECT max(revision) FROM flows WHERE namespace = one.namespace AND id = one.id) ORDER BY namespace, id
"""
REVISION = f"SELECT {_FLOW} FROM flows WHERE namespace = ? AND id = ? AND revision = ?"
NEWEST_REVISION = f"SELECT {_FLOW} FROM flows WHERE namespace = ? AND id = ? ORDER BY revision DESC LIMIT 1"
TRIGGERS = f"SELECT {_TRIGGER} FROM triggers WHERE namespace = ? AND flow_id = ? ORDER BY trigger_id"
WINDOWS = f"SELECT {_WINDOW} FROM windows WHERE namespace = ? AND flow_id = ? ORDER BY id"
ALL_LOGS = f"SELECT {_LOG} FROM logs ORDER BY position DESC LIMIT ?"
LOGS = f"SELECT {_LOG} FROM logs WHERE execution_id = ? ORDER BY position DESC LIMIT ?"
LOGS_AFTER = f"SELECT position, {_LOG} FROM logs WHERE execution_id = ? AND position > ? ORDER BY position LIMIT ?"
METRICS = f"SELECT {_METRIC} FROM metrics WHERE execution_id = ? ORDER BY position"


def summaries(
    namespace: str | None,
    flow_id: str | None,
    states: Sequence[State],
    limit: int | None,
    labels: Mapping[str, str] | None = None,
) -> Query:
    """Returns the query for rows of executions, the newest first, each after its position."""
    return _newest_executions(f"position, {_EXECUTION}", namespace, flow_id, states, limit, labels)


def piece(
    namespace: str | None,
    flow_id: str | None,
    states: Sequence[State],
    labels: Mapping[str, str] | None,
    newest: int,
    most: int,
) -> Query:
    """
    Returns the query for one row: the lowest position among some executions, and these as PieceTexts. They are the
    newest that `summaries` gives up to the position `newest`; there may be fewer than `most` while older ones remain,
    and the position is None when none are left.

    The outer rows are read in the order of their positions, straight from the table: an aggregate over a query that
    puts rows in order copies each of them first (measured: twice the time).
    """
    among, values = _among(namespace, flow_id, states, labels, newest, most)
    return f"SELECT min(position), {', '.join(_PIECE)} FROM executions WHERE position {among}", values


def _among(
    namespace: str | None,
    flow_id: str | None,
    states: Sequence[State],
    labels: Mapping[str, str] | None,
    newest: int,
    most: int,
) -> Query:
    if namespace is None and flow_id is None and not states and not labels:
        # A stretch of as many positions, some of which may be of executions that were deleted.
        stretch = "<= ? AND position > (SELECT max(position) FROM executions WHERE position <= ?) - ?"
        return stretch, [newest, newest, most]
    wanted, values = _newest_executions("position", namespace, flow_id, states, most, labels, newest)
    return f"IN ({wanted})", values


def _newest_executions(
    columns: str,
    namespace: str | None,
    flow_id: str | None,
    states: Sequence[State],
    limit: int | None,
    labels: Mapping[str, str] | None,
    newest: int | None = None,
) -> Query:
    # Each state has a branch of its own: SQLite merges branches that are in order, and sorts for an `IN`.
    scope = _scope(namespace, flow_id, indexed=namespace is not None and flow_id is not None)
    branches = [{**scope, "state": state.value} for state in dict.fromkeys(states)] or [scope]
    terms = [_LABELLED] * len(labels or {})
    others: list[Any] = [text for label in (labels or {}).items() for text in label]
    if newest is not None:
        terms.append("position <= ?")
        others.append(newest)
    selects = (f"SELECT {columns} FROM executions{_where(branch, terms)}" for branch in branches)
    values = [value for branch in branches for value in [*branch.values(), *others]]
    return _newest(" UNION ALL ".join(selects), values, limit)


def verdicts(namespace: str | None, flow_id: str | None, one_of: Mapping[str, str | None], limit: int | None) -> Query:
    """
    Returns the query for verdicts, the newest first, each after its position.

    In `one_of` stand columns of which any value has few rows, with None for those that were not asked for.
    """
    named = {column: value for column, value in one_of.items() if value is not None}
    scope = _scope(namespace, flow_id, indexed=namespace is not None and flow_id is not None and not named)
    terms = {**named, **scope}
    return _newest(f"SELECT position, {_VERDICT} FROM verdicts{_where(terms)}", list(terms.values()), limit)


def fired(count: int) -> str:
    """Returns the statement that looks up `count` identities of one trigger."""
    marks = ", ".join("?" * count)
    return (
        "SELECT identity, execution_id FROM identities "
        f"WHERE namespace = ? AND flow_id = ? AND trigger_id = ? AND identity IN ({marks})"
    )


def purge_of(table: str, column: str, count: int) -> str:
    """Returns the statement that removes the rows of `count` executions from a table."""
    return f"DELETE FROM {table} WHERE {column} IN ({', '.join('?' * count)})"


def purge_of_journal(count: int) -> str:
    """Returns the statement that removes the records of `count` executions."""
    marks = ", ".join("?" * count)
    return f"DELETE FROM journal WHERE execution IN (SELECT position FROM executions WHERE id IN ({marks}))"


def purge_of_logs(
    below: str | None,
    flow_id: str | None,
    execution_id: str | None,
    levels: Sequence[str],
    start: str | None,
    end: str | None,
    *,
    of_executions: bool | None,
) -> Query:
    """Returns the statement that removes log entries, of a namespace and those below it, within a time."""
    terms = {
        "namespace || '.' GLOB ?": None if below is None else f"{_literal(below)}.*",
        "flow_id = ?": flow_id,
        "execution_id = ?": execution_id,
        "(execution_id IS NOT NULL) = ?": of_executions,
        "at >= ?": start,
        "at <= ?": end,
    }
    given: dict[str, Any] = {term: value for term, value in terms.items() if value is not None}
    conditions, values = list(given), list(given.values())
    if levels:
        conditions.append(f"level IN ({', '.join('?' * len(levels))})")
        values += levels
    return "DELETE FROM logs" + (f" WHERE {' AND '.join(conditions)}" if conditions else ""), values


def _literal(text: str) -> str:
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in text)


def _scope(namespace: str | None, flow_id: str | None, *, indexed: bool) -> dict[str, str]:
    sign = "" if indexed else "+"
    scope = {f"{sign}namespace": namespace, f"{sign}flow_id": flow_id}
    return {column: value for column, value in scope.items() if value is not None}


def _where(terms: Mapping[str, str], others: Sequence[str] = ()) -> str:
    conditions = [*(f"{column} = ?" for column in terms), *others]
    return f" WHERE {' AND '.join(conditions)}" if conditions else ""


def _newest(select: str, values: list[Any], limit: int | None) -> Query:
    return f"{select} ORDER BY position DESC LIMIT ?", [*values, -1 if limit is None else limit]
