from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.errors import StoreError

if TYPE_CHECKING:
    import sqlite3

# Executions, verdicts, logs and the journal grow at their end, so that the newest rows are neighbours in the file. The
# journal names an execution by its position, because ids are random: a commit for a hundred executions would touch a
# hundred pages all over a large index (measured: half the speed at 300,000 executions). It has row ids, because a table
# without them moves each row above 1,000 bytes to pages of its own (measured: two and a half times the size).
_FIRST = """
CREATE TABLE flows (
  namespace TEXT NOT NULL,
  id TEXT NOT NULL,
  revision INTEGER NOT NULL,
  source TEXT NOT NULL,
  created TEXT NOT NULL,
  owner TEXT NOT NULL,
  deleted INTEGER NOT NULL,
  PRIMARY KEY (namespace, id, revision)
) WITHOUT ROWID;

CREATE TABLE executions (
  position INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  namespace TEXT NOT NULL,
  flow_id TEXT NOT NULL,
  flow_revision INTEGER NOT NULL,
  state TEXT NOT NULL,
  created TEXT NOT NULL,
  ended TEXT,
  trigger_id TEXT,
  labels TEXT NOT NULL,
  error TEXT NOT NULL,
  owner TEXT NOT NULL
);
CREATE INDEX executions_by_flow ON executions (namespace, flow_id);
CREATE INDEX executions_by_state ON executions (state);
CREATE INDEX executions_by_flow_and_state ON executions (namespace, flow_id, state);
CREATE INDEX open_executions ON executions (ended) WHERE ended IS NULL;

CREATE TABLE journal (
  execution INTEGER NOT NULL REFERENCES executions (position),
  sequence INTEGER NOT NULL,
  records BLOB NOT NULL,
  UNIQUE (execution, sequence)
);
CREATE VIEW readable_journal AS
  SELECT id AS execution_id, sequence, CAST(records AS TEXT) AS records
  FROM journal JOIN executions ON position = execution;

CREATE TABLE identities (
  namespace TEXT NOT NULL,
  flow_id TEXT NOT NULL,
  trigger_id TEXT NOT NULL,
  identity TEXT NOT NULL,
  execution_id TEXT NOT NULL,
  PRIMARY KEY (namespace, flow_id, trigger_id, identity)
) WITHOUT ROWID;

CREATE TABLE verdicts (
  position INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  at TEXT NOT NULL,
  namespace TEXT NOT NULL,
  flow_id TEXT NOT NULL,
  trigger_id TEXT NOT NULL,
  identity TEXT NOT NULL,
  outcome TEXT NOT NULL,
  stage TEXT NOT NULL,
  reason TEXT NOT NULL,
  execution_id TEXT,
  payload TEXT NOT NULL
);
CREATE INDEX verdicts_by_flow ON verdicts (namespace, flow_id);
CREATE INDEX verdicts_by_identity ON verdicts (identity);
CREATE INDEX verdicts_by_execution ON verdicts (execution_id) WHERE execution_id IS NOT NULL;

CREATE TABLE triggers (
  namespace TEXT NOT NULL,
  flow_id TEXT NOT NULL,
  trigger_id TEXT NOT NULL,
  date TEXT,
  next_date TEXT,
  disabled INTEGER NOT NULL,
  listener TEXT NOT NULL,
  PRIMARY KEY (namespace, flow_id, trigger_id)
) WITHOUT ROWID;

CREATE TABLE logs (
  position INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  level TEXT NOT NULL,
  message TEXT NOT NULL,
  namespace TEXT NOT NULL,
  flow_id TEXT NOT NULL,
  execution_id TEXT,
  task_id TEXT,
  task_run_id TEXT,
  attempt INTEGER NOT NULL,
  trigger_id TEXT
);
CREATE INDEX logs_by_execution ON logs (execution_id) WHERE execution_id IS NOT NULL;

CREATE TABLE metrics (
  position INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  value REAL NOT NULL,
  execution_id TEXT NOT NULL,
  task_id TEXT NOT NULL,
  task_run_id TEXT NOT NULL,
  tags TEXT NOT NULL
);
CREATE INDEX metrics_by_execution ON metrics (execution_id);
"""

_WINDOWS = """
CREATE TABLE windows (
  namespace TEXT NOT NULL,
  flow_id TEXT NOT NULL,
  id TEXT NOT NULL,
  start TEXT NOT NULL,
  end TEXT NOT NULL,
  fulfilled TEXT NOT NULL,
  PRIMARY KEY (namespace, flow_id, id)
) WITHOUT ROWID;
ALTER TABLE triggers ADD COLUMN backfill TEXT;
"""

_PAUSED = """
ALTER TABLE triggers ADD COLUMN paused INTEGER NOT NULL DEFAULT 0;
"""

_UNHEARD = """
CREATE TABLE unheard (execution_id TEXT PRIMARY KEY) WITHOUT ROWID;
"""

_OUTPUTS = """
ALTER TABLE windows ADD COLUMN outputs TEXT NOT NULL DEFAULT '{}';
"""

# Those that have not ended stand first in it, in the order in which they were created.
_BY_END = """
DROP INDEX open_executions;
CREATE INDEX executions_by_end ON executions (ended);
"""

# Each Flow trigger goes on from where it was told of all: before what was noted as unheard, and before what an engine
# left in the middle, of which it may have told a part.
_HEARD = """
ALTER TABLE triggers ADD COLUMN heard INTEGER;
UPDATE triggers SET heard = coalesce(
  (
    SELECT min(journal.rowid) - 1 FROM journal JOIN executions ON position = execution
    WHERE ended IS NULL OR id IN (SELECT execution_id FROM unheard)
  ),
  (SELECT max(rowid) FROM journal),
  0
) WHERE date IS NOT NULL AND NOT disabled AND NOT paused AND NOT (
  SELECT deleted FROM flows WHERE namespace = triggers.namespace AND id = flow_id ORDER BY revision DESC LIMIT 1
);
DROP TABLE unheard;
"""

MIGRATIONS = (_FIRST, _WINDOWS, _PAUSED, _UNHEARD, _OUTPUTS, _BY_END, _HEARD)
"""What leads from each version of the schema to the next; a step that was ever released is never changed."""

VERSION = len(MIGRATIONS)


def migrate(connection: sqlite3.Connection) -> None:
    """
    Brings a file to the present version of the schema; several processes may do so at once.

    Raises:
        StoreError: A newer release made the file.
    """
    if version_of(connection) == VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        _apply(connection)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def version_of(connection: sqlite3.Connection) -> int:
    """Returns the version of the schema in a file, 0 for an empty one."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def _apply(connection: sqlite3.Connection) -> None:
    found = version_of(connection)
    if found > VERSION:
        raise StoreError(
            f"The history has version {found} and this release of Wavetank knows versions up to {VERSION}.",
            remedy="Upgrade with `pip install --upgrade wavetank`, or choose another home.",
        )
    for script in MIGRATIONS[found:]:
        for statement in script.split(";\n"):
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {VERSION:d}")
