"""
1,000 executions of 3 Return tasks, started at once, beside bare coroutines that keep the same facts.

    python benchmarks/many.py [--executions 1000] [--rounds 7]

Ours are started through `engine.run.awaitable` from a loop of their own, as a program would.
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
from sequence import flow

import wavetank as wt

TASKS = 3


def a_second(executions, work):
    start = time.perf_counter()
    asyncio.run(work())
    return executions / (time.perf_counter() - start)


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--executions", type=int, default=1000)
    options.add_argument("--rounds", type=int, default=7)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder, wt.Engine(home=Path(folder) / "home") as engine:
        engine.deploy(flow(TASKS))
        journal, names = BareJournal(Path(folder) / "bare.db"), itertools.count()

        async def ours():
            runs = (engine.run.awaitable("bench.sequence", timeout=None) for _ in range(chosen.executions))
            await asyncio.gather(*runs)

        async def bare():
            executions = (BareExecution(journal, f"execution-{next(names)}") for _ in range(chosen.executions))
            await asyncio.gather(*(execution.in_a_row(TASKS) for execution in executions))

        with Neighbours():
            rates, floor = alternating(
                chosen.rounds,
                lambda: a_second(chosen.executions, ours),
                lambda: a_second(chosen.executions, bare),
            )
        rows = [("median", median(rates), median(floor), median(floor) / median(rates))]
        rows.append(("best", max(rates), max(floor), max(floor) / max(rates)))
        show(f"{chosen.executions} executions of {TASKS} tasks, executions a second", ("", "wavetank", "floor", "ratio"), rows)


if __name__ == "__main__":
    main()
