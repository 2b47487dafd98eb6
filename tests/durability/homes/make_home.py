"""
Writes what a home of this release looks like as `version-N.sql`: `python make_home.py`, once for each schema version.

A home that was written is never written again: it shows what an old one looked like.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import wavetank as wt

START = datetime(2025, 3, 1, 10, 30, tzinfo=UTC)
CORE = "io.kestra.plugin.core"
WAITS = f"""\
id: waits
namespace: old
tasks:
  - id: before
    type: {CORE}.debug.Return
    format: "said before"
  - id: wait
    type: {CORE}.flow.Pause
  - id: after
    type: {CORE}.log.Log
    message: "{{{{ outputs.before.value }}}}, and after"
triggers:
  - id: schedule
    type: {CORE}.trigger.Schedule
    cron: "0 * * * *"
"""
BOTH = f"""\
id: both
namespace: old
tasks:
  - id: say
    type: {CORE}.debug.Return
    format: said
triggers:
  - id: flows
    states: [SUCCESS]
    type: {CORE}.trigger.Flow
    conditions:
      - type: {CORE}.condition.MultipleCondition
        id: both
        window: P365D
        conditions:
          waits:
            type: {CORE}.condition.ExecutionFlow
            namespace: old
            flowId: waits
          other:
            type: {CORE}.condition.ExecutionFlow
            namespace: old
            flowId: other
"""
OTHER = f"""\
id: other
namespace: old
tasks:
  - id: count
    type: {CORE}.metric.Publish
    metrics:
      - type: counter
        name: pieces
        value: 3
"""


def fill(home: Path) -> None:
    """Has an engine leave an execution that ended, one that waits, a half-fulfilled window and a position."""
    clock = wt.lab.VirtualClock(START)
    with wt.Engine(home, clock=clock, config={"wavetank.seed": 1}) as engine:
        for text in (WAITS, OTHER, BOTH):
            engine.deploy(text)
        engine.run("old.other", labels={"team": "a"})
        clock.advance(3600)
        engine.pause_trigger("old.waits", "schedule")


def dump(home: Path) -> tuple[int, str]:
    """Returns the version of a home, and the statements that make it anew."""
    with closing(sqlite3.connect(home / "history.db")) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        return version, "\n".join([*connection.iterdump(), f"PRAGMA user_version = {version};", ""])


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder) / "home")
        version, text = dump(Path(folder) / "home")
    target = Path(__file__).with_name(f"version-{version}.sql")
    if target.exists():
        sys.exit(f"{target.name} is there already")
    target.write_text(text)
