from __future__ import annotations

import asyncio
from itertools import pairwise

from wavetank.notebook.widgets.pace import Pace


def test_the_first_request_is_met_at_once_and_the_last_one_is_not_lost():
    async def ask():
        seen = []
        loop = asyncio.get_running_loop()
        done = asyncio.Event()

        def act():
            seen.append((loop.time(), state["asked"]))
            if state["asked"] == 100:
                done.set()

        state = {"asked": 0}
        pace = Pace(0.05, act)
        begun = loop.time()
        for _ in range(100):
            state["asked"] += 1
            pace.request()
            await asyncio.sleep(0)
        await done.wait()
        return begun, seen

    begun, seen = asyncio.run(ask())
    assert seen[0][0] - begun < 0.05
    assert seen[-1][1] == 100
    assert len(seen) <= 1 + (seen[-1][0] - begun) / 0.05 + 1


def test_acts_are_at_least_an_interval_apart():
    async def ask():
        times = []
        loop = asyncio.get_running_loop()
        pace = Pace(0.03, lambda: times.append(loop.time()))
        while len(times) < 4:
            pace.request()
            await asyncio.sleep(0)
        return times

    times = asyncio.run(ask())
    # The loop's clock is coarser than its timers.
    assert min(later - former for former, later in pairwise(times)) > 0.029


def test_without_a_request_nothing_is_done():
    async def ask():
        times = []
        pace = Pace(0.0, lambda: times.append(1))
        pace.request()
        for _ in range(5):
            await asyncio.sleep(0.001)
        return times

    assert asyncio.run(ask()) == [1]
