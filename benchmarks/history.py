"""
W5: looking at a home of 100,000, then of 1,000,000 executions that ended.

    python benchmarks/history.py [--executions 100000 1000000] [--rounds 200]

One real execution is stored again and again by SQL, with its verdict, records, log and measurements, over 20 flows. The
floor is the bare statement on the same file, read into tuples.
"""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path

from figures import Figure, median, milliseconds, run

import wavetank as wt

FLOW = """\
id: flow
namespace: bench
tasks:
  - id: one
    type: io.kestra.plugin.core.debug.Return
    format: done
  - id: two
    type: io.kestra.plugin.core.log.Log
    message: hello
triggers:
  - id: hook
    type: io.kestra.plugin.core.trigger.Webhook
    key: benchmark
"""
_NUMBERS = "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count})"
# Every hundredth one failed; all are spread over 20 flows.
_ANEW = {
    "executions": {
        "position": "position + n",
        "id": "id || n",
        "flow_id": "flow_id || (n % 20)",
        "state": "CASE WHEN n % 100 THEN state ELSE 'FAILED' END",
    },
    "journal": {"execution": "execution + n"},
    "verdicts": {
        "position": "position + n",
        "id": "id || n",
        "identity": "identity || n",
        "execution_id": "execution_id || n",
    },
    "identities": {"identity": "identity || n", "execution_id": "execution_id || n"},
    "logs": {"position": "NULL", "execution_id": "execution_id || n"},
    "metrics": {"position": "NULL", "execution_id": "execution_id || n"},
}


def fill(path, count):
    """Stores the one execution of a home so many times again."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("BEGIN")
    for table, anew in _ANEW.items():
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        values = ", ".join(anew.get(column, column) for column in columns)
        numbers = _NUMBERS.format(count=count)
        connection.execute(f"INSERT INTO {table} {numbers} SELECT {values} FROM {table} CROSS JOIN numbers")
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def stored(home, count):
    """Makes a home with so many executions; returns the id of the first."""
    with wt.Engine(home=home, config={"wavetank.server.port": 0}) as engine:
        engine.deploy(FLOW)
        verdict = engine.fire("bench.flow", "hook", {"body": {"name": "Ada"}})
        engine.execution(verdict.execution_id).wait()
    fill(home / "history.db", count)
    return verdict.execution_id


def started(home):
    """Returns the ms that an engine takes to start on a home: store, loop, executions to go on with."""
    engine = wt.Engine(home=home, config={"wavetank.server.port": 0})
    taken = milliseconds(engine.start)
    engine.stop()
    return taken


def times(rounds, work):
    work()
    return median([milliseconds(work) for _ in range(rounds)])


def figures_of(home, count, rounds):
    first = stored(home, count)
    some = f"{first}{count // 2}"
    connection = sqlite3.connect(home / "history.db")

    def bare(statement, *values):
        return times(rounds, lambda: connection.execute(statement, values).fetchall())

    newest = "SELECT * FROM executions {} ORDER BY position DESC LIMIT 50"
    floors = {
        "newest 50": bare(newest.format("")),
        "newest 50 of a flow": bare(
            newest.format("INDEXED BY executions_by_flow WHERE namespace = ? AND flow_id = ?"), "bench", "flow7"
        ),
        "newest 50 that failed": bare(newest.format("WHERE state = ?"), "FAILED"),
        "open one": bare(
            "SELECT * FROM journal WHERE execution = (SELECT position FROM executions WHERE id = ?)", some
        ),
    }
    starts = [started(home) for _ in range(5)]
    with wt.Engine(home=home) as engine:
        works = {
            "newest 50": (engine.executions, 0.6),
            "newest 50 of a flow": (lambda: engine.executions(flow="bench.flow7"), 1),
            "newest 50 that failed": (lambda: engine.executions(state="FAILED"), 1),
            "open one": (lambda: engine.execution(some).task_runs, 0.4),
        }
        seen = {what: times(rounds, work) for what, (work, _) in works.items()}
        frame = min(milliseconds(lambda: engine.executions(limit=100_000).df()) for _ in range(3))
    bare_frame = min(bare_frames(connection) for _ in range(3))
    connection.close()
    return [
        *(
            Figure(
                workload="W5",
                what=f"{count:,} stored: {what}",
                unit="ms",
                seen=seen[what],
                goal=goal,
                floor=floors[what],
            )
            for what, (_, goal) in works.items()
        ),
        Figure(workload="W5", what=f"{count:,} stored: start", unit="ms", seen=median(starts), goal=15),
        Figure(
            workload="W5",
            what=f"{count:,} stored: 100,000 rows as a DataFrame",
            unit="ms",
            seen=frame,
            goal=150,
            floor=bare_frame,
        ),
    ]


def bare_frames(connection):
    import pandas as pd  # noqa: PLC0415 - only here

    columns = "id, state, namespace, flow_id, created, ended, trigger_id"
    statement = f"SELECT {columns} FROM executions ORDER BY position DESC LIMIT 100000"
    return milliseconds(lambda: pd.DataFrame(connection.execute(statement).fetchall(), columns=columns.split(", ")))


def measure(chosen):
    with tempfile.TemporaryDirectory() as folder:
        return [
            figure
            for count in chosen.executions
            for figure in figures_of(Path(folder) / f"home{count}", count, chosen.rounds)
        ]


if __name__ == "__main__":
    run(__doc__, measure, executions=[100_000, 1_000_000], rounds=200)
