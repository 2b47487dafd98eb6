"""
The independent check: what a home holds, read with SQL and folded here, by the letter of what was promised.

Nothing of Wavetank is imported: a fault in how it reads could hide one in how it writes.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING, Any

from .flows import SHAPES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

ENDED = frozenset({"SUCCESS", "WARNING", "FAILED", "KILLED", "CANCELLED", "SKIPPED"})
# Record → the states that a task run may be in before it, and the one that it is in afterwards ("" is the record's).
RUN_MOVES: dict[str, tuple[frozenset[str], str]] = {
    "TaskRunStarted": (frozenset({"CREATED"}), "RUNNING"),
    "TaskRunResolved": (frozenset({"RUNNING"}), "RUNNING"),
    "TaskRunCut": (frozenset({"RUNNING"}), "CREATED"),
    "TaskRunPaused": (frozenset({"RUNNING"}), "PAUSED"),
    "TaskRunResumed": (frozenset({"PAUSED"}), "RUNNING"),
    "TaskRunRetrying": (frozenset({"RUNNING"}), "RETRYING"),
    "TaskRunRequeued": (frozenset({"RETRYING"}), "CREATED"),
    "TaskRunEnded": (frozenset({"CREATED", "RUNNING", "PAUSED"}), ""),
}
EXECUTION_MOVES = {
    "CREATED": frozenset({"RUNNING", "QUEUED"}),
    "QUEUED": frozenset({"RUNNING"}),
    "RUNNING": frozenset({"PAUSED", "RETRYING", *ENDED}),
    "PAUSED": frozenset({"RESTARTED"}),
    "RESTARTED": frozenset({"RUNNING"}),
    "RETRYING": frozenset({"RUNNING"}),
}
EXECUTIONS = "SELECT position, id, flow_id, state, ended, trigger_id FROM executions ORDER BY position"
JOURNAL = "SELECT execution, sequence, records FROM journal ORDER BY execution, sequence"


class Folded:
    """An execution folded from its records; `faults` tells what no execution may do."""

    def __init__(self, row: tuple[Any, ...]) -> None:
        _, self.id, self.flow, self.listed, self.ended, self.trigger = row
        self.length = 0
        self.state = ""
        self.created: dict[str, Any] = {}
        self.runs: dict[str, str] = {}
        self.tasks: dict[str, str] = {}
        self.starts: Counter[str] = Counter()
        self.cuts: Counter[str] = Counter()
        self.faults: list[str] = []

    @property
    def variables(self) -> dict[str, Any]:
        """What its trigger produced."""
        return self.created.get("trigger", {}).get("variables", {})

    def append(self, sequence: int, records: bytes) -> None:
        """Takes in the next row of the journal."""
        if sequence != self.length:
            self._fault(f"{self.length} records where {sequence} were written")
        for record in json.loads(records):
            self.length += 1
            self._apply(record)

    def _apply(self, record: dict[str, Any]) -> None:
        kind = record["record"]
        if kind == "ExecutionCreated":
            self.created = record
            self._enter("CREATED", before=("",))
        elif kind in ("ExecutionStarted", "ExecutionEntered", "ExecutionEnded"):
            self._enter(record.get("state", "RUNNING"))
        elif kind == "TaskRunCreated":
            self._create(record)
        elif kind in RUN_MOVES:
            self._move(kind, record)

    def _enter(self, state: str, before: tuple[str, ...] | None = None) -> None:
        allowed = self.state in before if before else state in EXECUTION_MOVES.get(self.state, ())
        if not allowed:
            self._fault(f"from {self.state} to {state}")
        self.state = state

    def _create(self, record: dict[str, Any]) -> None:
        if record["id"] in self.runs:
            self._fault(f"task run {record['id']} was created twice")
        if self.state in ENDED and record.get("branch") != "afterExecution":
            self._fault(f"task {record['task_id']} begins after the end")
        self.runs[record["id"]], self.tasks[record["id"]] = "CREATED", record["task_id"]

    def _move(self, kind: str, record: dict[str, Any]) -> None:
        run = record["id"]
        before, after = RUN_MOVES[kind]
        if self.runs[run] not in before:
            self._fault(f"{kind} of task {self.tasks[run]} in {self.runs[run]}")
        self.starts[run] += kind == "TaskRunStarted"
        self.cuts[run] += kind == "TaskRunCut"
        self.runs[run] = after or record["state"]

    def _fault(self, text: str) -> None:
        self.faults.append(f"{self.flow} {self.id}: {text}")

    def check_row(self) -> None:
        """Compares it with its row in the list, which is written in the same transactions."""
        open_runs = [self.tasks[run] for run, state in self.runs.items() if state not in ENDED]
        finished = self.state in ENDED and not open_runs
        if self.listed != self.state or (self.ended is not None) is not finished:
            self._fault(f"is {self.state} with {open_runs} open, and listed as {self.listed}, ended {self.ended}")
        if self.state in ENDED and set(open_runs) - {"after"}:
            self._fault(f"ended while {open_runs} had not")

    def check_end(self) -> None:
        """Says what is missing in an execution that had all the time it needs."""
        if self.state != "SUCCESS":
            self._fault(f"is {self.state}")
        shape = SHAPES.get(self.flow)
        ran = Counter(self.tasks[run] for run, state in self.runs.items() if state == "SUCCESS")
        if shape is not None and ran != shape:
            self._fault(f"ran {dict(ran)}")


def is_begun(home: Path) -> bool:
    """Returns whether a home has its tables: an engine that dies at once leaves none, or a file without any."""
    if not (home / "history.db").exists():
        return False
    with closing(_opened(home)) as connection:
        return connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'executions'").fetchone() is not None


def _opened(home: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{(home / 'history.db').absolute().as_uri()}?mode=ro", uri=True)


class Examination:
    """
    A look into a home that nobody writes to, or that somebody writes to at the same time.

    Attributes:
        executions: All executions, in the order of their creation.
        received: The ids of the executions that events will make that receivers have kept.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        with closing(_opened(home)) as connection:
            connection.execute("BEGIN")
            self.intact = connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]
            folded = {row[0]: Folded(row) for row in connection.execute(EXECUTIONS)}
            for position, sequence, records in connection.execute(JOURNAL):
                folded[position].append(sequence, records)
        self.executions = list(folded.values())
        self.received = set(_received(home))

    @property
    def open(self) -> list[str]:
        """What has not ended: the ids of executions, with those of which the `afterExecution` is still to run."""
        return [
            one.id
            for one in self.executions
            if one.state not in ENDED or any(s not in ENDED for s in one.runs.values())
        ]

    def of(self, flow: str) -> list[Folded]:
        """Returns the executions of a flow."""
        return [one for one in self.executions if one.flow == flow]

    def faults(self) -> list[str]:
        """Returns what may be at no time, however its process died."""
        found = [] if self.intact else ["The database is not intact."]
        for one in self.executions:
            one.check_row()
            found += one.faults
        return found

    def lost_or_doubled(
        self, wanted: Mapping[str, str | None], flow: str, name: str, identity: Sequence[str] = ()
    ) -> list[str]:
        """
        Compares what was acknowledged with what was made.

        Args:
            wanted: What the sender was told is kept: its value → the id of the execution, if the sender was told it.
            flow: The flow that it should have started.
            name: The path of the value in the variables of the trigger.
            identity: The variables by which the source tells its events apart, where a sender may have left the same
                value twice: a producer sends again what was not confirmed in time, and both may be there.
        """
        made: dict[str, list[str]] = {}
        events: dict[str, list[str]] = {}
        for one in self.of(flow):
            value: Any = one.variables
            for step in name.split("."):
                value = value[step]
            made.setdefault(str(value), []).append(one.id)
            event = str([one.variables[each] for each in identity] or value)
            events.setdefault(event, []).append(one.id)
        lost = [
            f"{flow}: {value} made {made.get(value)}, not {told}"
            for value, told in wanted.items()
            if told not in self.received and (value not in made or (told is not None and made[value] != [told]))
        ]
        return lost + [f"{flow}: {event} made {ids}" for event, ids in events.items() if len(ids) > 1]


def _received(home: Path) -> list[str]:
    found = []
    for inbox in home.glob("inboxes/*.db"):
        with closing(sqlite3.connect(f"{inbox.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            found += [row[0] for row in connection.execute("SELECT execution_id FROM events")]
    return found
