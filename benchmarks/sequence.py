"""
One execution of 40 Return tasks in a row, in a home on disk, beside bare coroutines that keep the same facts.

    python benchmarks/sequence.py [--tasks 40] [--rounds 15]
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import tempfile
import time
from pathlib import Path

from bare import BareExecution, BareJournal
from figures import Neighbours, alternating, median, show

import wavetank as wt

TASK = "  - id: t{number}\n    type: io.kestra.plugin.core.debug.Return\n    format: done\n"


def flow(tasks):
    return "id: sequence\nnamespace: bench\ntasks:\n" + "".join(TASK.format(number=number) for number in range(tasks))


def milliseconds(work):
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1e3


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--tasks", type=int, default=40)
    options.add_argument("--rounds", type=int, default=15)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder, wt.Engine(home=Path(folder) / "home") as engine:
        engine.deploy(flow(chosen.tasks))
        journal, names = BareJournal(Path(folder) / "bare.db"), itertools.count()

        def bare():
            asyncio.run(BareExecution(journal, f"execution-{next(names)}").in_a_row(chosen.tasks))

        with Neighbours():
            before = engine.runtime.journal.commits
            ours, floor = alternating(
                chosen.rounds, lambda: milliseconds(lambda: engine.run("bench.sequence")), lambda: milliseconds(bare)
            )
            commits = (engine.runtime.journal.commits - before) // (chosen.rounds + 1)
        rows = [
            ("median", median(ours), median(floor), median(ours) / median(floor)),
            ("best", min(ours), min(floor), min(ours) / min(floor)),
        ]
        show(f"{chosen.tasks} tasks in a row, ms ({commits} commits)", ("", "wavetank", "floor", "ratio"), rows)


if __name__ == "__main__":
    main()
