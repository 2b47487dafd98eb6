"""
1,000 executions of 3 Return tasks, started at once, beside bare coroutines that keep the same facts.

    python benchmarks/many.py [--executions 1000] [--rounds 7]

Ours are started twice: on the engine's own loop, as triggers start them, and through `engine.run.awaitable` from a loop
in another thread, as a program does; that takes two hops between threads and two looks at the store for each.
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
    work()
    return executions / (time.perf_counter() - start)


async def awaited(engine, executions):
    await asyncio.gather(*(engine.run.awaitable("bench.sequence", timeout=None) for _ in range(executions)))


async def on_loop(runtime, executions):
    ids = await asyncio.gather(*(runtime.create("bench.sequence", {}, {}) for _ in range(executions)))
    await asyncio.gather(*(runtime.conductor.ended(execution_id) for execution_id in ids))


async def bare(journal, names, executions):
    started = (BareExecution(journal, f"execution-{next(names)}") for _ in range(executions))
    await asyncio.gather(*(execution.in_a_row(TASKS) for execution in started))


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--executions", type=int, default=1000)
    options.add_argument("--rounds", type=int, default=7)
    chosen = options.parse_args()
    count, rows = chosen.executions, []
    with tempfile.TemporaryDirectory() as folder, wt.Engine(home=Path(folder) / "home") as engine:
        engine.deploy(flow(TASKS))
        journal, names = BareJournal(Path(folder) / "bare.db"), itertools.count()
        ways = {
            "on the engine's loop": lambda: engine.portal.call(on_loop, engine.runtime, count),
            "engine.run.awaitable": lambda: asyncio.run(awaited(engine, count)),
        }
        with Neighbours():
            for way, work in ways.items():
                rates, floor = alternating(
                    chosen.rounds,
                    lambda work=work: a_second(count, work),
                    lambda: a_second(count, lambda: asyncio.run(bare(journal, names, count))),
                )
                rows.append((way, median(rates), max(rates), median(floor), median(floor) / median(rates)))
    title = f"{count} executions of {TASKS} tasks at once, executions a second"
    show(title, ("", "wavetank", "best", "floor", "ratio"), rows)


if __name__ == "__main__":
    main()
