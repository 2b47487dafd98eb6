"""
W3: 1,000 executions of 3 Return tasks, started at once, beside bare coroutines that keep the same facts.

    python benchmarks/many.py [--executions 1000] [--rounds 7]

Ours are started twice: on the engine's own loop, as triggers start them, and through `engine.run.awaitable` from a loop
in another thread, as a program does; each call then crosses from one thread to the other and back.
"""

from __future__ import annotations

import asyncio
import itertools
import tempfile
from pathlib import Path

from bare import BareExecution, BareJournal
from figures import Figure, alternating, median, milliseconds, run
from sequence import flow

import wavetank as wt

TASKS = 3


def a_second(executions, work):
    return executions / milliseconds(work) * 1e3


async def awaited(engine, executions):
    await asyncio.gather(*(engine.run.awaitable("bench.sequence", timeout=None) for _ in range(executions)))


async def on_loop(runtime, executions):
    ids = await asyncio.gather(*(runtime.launches.create("bench.sequence", {}, {}) for _ in range(executions)))
    await asyncio.gather(*(runtime.conductor.ended(execution_id) for execution_id in ids))


async def bare(journal, names, executions):
    started = (BareExecution(journal, f"execution-{next(names)}") for _ in range(executions))
    await asyncio.gather(*(execution.in_a_row(TASKS) for execution in started))


def measure(chosen):
    count, figures = chosen.executions, []
    with tempfile.TemporaryDirectory() as folder, wt.Engine(home=Path(folder) / "home") as engine:
        engine.deploy(flow(TASKS))
        journal, names = BareJournal(Path(folder) / "bare.db"), itertools.count()
        ways = {
            "on the engine's loop": lambda: engine.portal.call(on_loop, engine.runtime, count),
            "through engine.run.awaitable": lambda: asyncio.run(awaited(engine, count)),
        }
        for way, work in ways.items():
            rates, floor = alternating(
                chosen.rounds,
                lambda work=work: a_second(count, work),
                lambda: a_second(count, lambda: asyncio.run(bare(journal, names, count))),
            )
            what = f"{count:,} executions of {TASKS} tasks at once, {way}"
            figures.append(
                Figure(
                    workload="W3", what=what, unit="/s", seen=median(rates), goal=1800, least=True, floor=median(floor)
                )
            )
    return figures


if __name__ == "__main__":
    run(__doc__, measure, executions=1000, rounds=7)
