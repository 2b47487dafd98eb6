"""
One execution of 1,000, then of 10,000 Return tasks, 16 at a time, beside bare coroutines that keep the same facts.

    python benchmarks/parallel.py [--tasks 1000 10000] [--rounds 5]

The last line is the gate: ten times the tasks may take at most 10.5 times as long.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import tempfile
import time
from pathlib import Path

from bare import BareExecution, BareJournal
from figures import Neighbours, alternating, median, show

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


def seconds(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def figures(engine, journal, names, tasks, rounds):
    engine.deploy(FLOW.format(tasks=tasks, lanes=LANES, values=json.dumps([str(number) for number in range(tasks)])))
    run = f"bench.parallel{tasks}"

    def bare():
        asyncio.run(BareExecution(journal, f"execution-{next(names)}").in_lanes(tasks, LANES))

    ours, floor = alternating(rounds, lambda: seconds(lambda: engine.run(run, timeout=None)), lambda: seconds(bare))
    return (tasks, median(ours), min(ours), median(floor), median(ours) / median(floor))


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--tasks", type=int, nargs="+", default=[1000, 10_000])
    options.add_argument("--rounds", type=int, default=5)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder, wt.Engine(home=Path(folder) / "home") as engine:
        journal, names = BareJournal(Path(folder) / "bare.db"), itertools.count()
        with Neighbours():
            rows = [figures(engine, journal, names, tasks, chosen.rounds) for tasks in chosen.tasks]
    show(f"tasks, {LANES} at a time, seconds", ("tasks", "wavetank", "best", "floor", "ratio"), rows)
    print(f"  {rows[-1][0] / rows[0][0]:g} times the tasks take {rows[-1][1] / rows[0][1]:.1f} times as long")


if __name__ == "__main__":
    main()
