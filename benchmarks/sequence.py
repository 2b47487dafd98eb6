"""
W1: one execution of Return tasks in a row, in a home on disk, beside bare coroutines that keep the same facts.

    python benchmarks/sequence.py [--tasks 40] [--rounds 15]
"""

from __future__ import annotations

import asyncio
import itertools
import tempfile
from pathlib import Path

from bare import BareExecution, BareJournal
from figures import Figure, alternating, median, milliseconds, run

import wavetank as wt

TASK = "  - id: t{number}\n    type: io.kestra.plugin.core.debug.Return\n    format: done\n"


def flow(tasks):
    return "id: sequence\nnamespace: bench\ntasks:\n" + "".join(TASK.format(number=number) for number in range(tasks))


def measure(chosen):
    tasks = chosen.tasks
    with tempfile.TemporaryDirectory() as folder, wt.Engine(home=Path(folder) / "home") as engine:
        engine.deploy(flow(tasks))
        journal, names = BareJournal(Path(folder) / "bare.db"), itertools.count()

        def bare():
            asyncio.run(BareExecution(journal, f"execution-{next(names)}").in_a_row(tasks))

        before = engine.runtime.journal.commits
        ours, floor = alternating(
            chosen.rounds, lambda: milliseconds(lambda: engine.run("bench.sequence")), lambda: milliseconds(bare)
        )
        commits = (engine.runtime.journal.commits - before) / (chosen.rounds + 1)
    what = f"{tasks} tasks in a row"
    goal = 0.4 * tasks
    return [
        Figure(workload="W1", what=what, unit="ms", seen=median(ours), goal=goal, floor=median(floor)),
        Figure(workload="W1", what=f"{what}, best", unit="ms", seen=min(ours), floor=min(floor)),
        Figure(workload="W1", what=f"{what}, commits", unit="n", seen=commits, goal=tasks + 2, floor=tasks + 1),
    ]


if __name__ == "__main__":
    run(__doc__, measure, tasks=40, rounds=15)
