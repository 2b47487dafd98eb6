"""
W2: one execution of Return tasks, 16 at a time, and how it grows, beside bare coroutines that keep the same facts.

    python benchmarks/parallel.py [--tasks 1000 10000] [--rounds 5]
"""

from __future__ import annotations

import asyncio
import itertools
import json
import tempfile
from pathlib import Path

from bare import BareExecution, BareJournal
from figures import Figure, alternating, median, milliseconds, run

import wavetank as wt

LANES = 16
FLOW = """\
id: parallel{tasks}
namespace: bench
tasks:
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    concurrencyLimit: {lanes}
    values: {values}
    tasks:
      - id: one
        type: io.kestra.plugin.core.debug.Return
        format: done
"""


def turns(engine, journal, names, tasks, rounds):
    """Returns how long so many tasks take in each round, in seconds: ours, and the floor."""
    engine.deploy(FLOW.format(tasks=tasks, lanes=LANES, values=json.dumps([str(number) for number in range(tasks)])))

    def ours():
        return milliseconds(lambda: engine.run(f"bench.parallel{tasks}", timeout=None)) / 1e3

    def bare():
        work = BareExecution(journal, f"execution-{next(names)}").in_lanes(tasks, LANES)
        return milliseconds(lambda: asyncio.run(work)) / 1e3

    return alternating(rounds, ours, bare)


def measure(chosen):
    with tempfile.TemporaryDirectory() as folder, wt.Engine(home=Path(folder) / "home") as engine:
        journal, names = BareJournal(Path(folder) / "bare.db"), itertools.count()
        taken = {tasks: turns(engine, journal, names, tasks, chosen.rounds) for tasks in chosen.tasks}
    figures = [
        Figure(
            workload="W2",
            what=f"{tasks:,} tasks, {LANES} at a time",
            unit="s",
            seen=median(ours),
            goal=0.3 if tasks == 1000 else None,
            floor=median(floor),
        )
        for tasks, (ours, floor) in taken.items()
    ]
    (few, shortest), *_, (many, longest) = taken.items()
    growth, floor = (median(longest[way]) / median(shortest[way]) for way in range(2))
    what = f"{many:,} tasks ÷ {few:,} tasks"
    return [
        *figures,
        Figure(workload="W2", what=what, unit="times", seen=growth, goal=1.05 * many / few, floor=floor),
    ]


if __name__ == "__main__":
    run(__doc__, measure, tasks=[1000, 10_000], rounds=5)
