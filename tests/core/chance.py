"""Random flows of the plain blocks, and random results; see `any_flow` for all blocks."""

from __future__ import annotations

import random

from wavetank.model.state import State

from .flows import each, flow, parallel, sequence, work


class Chance:
    """Makes random flows, small enough to be read; the same seed makes the same one."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.made = 0

    def task(self, depth=0):
        self.made += 1
        name, kind = f"t{self.made}", self.random.choice(["work"] * (2 + depth) + ["sequence", "parallel", "each"])
        if kind == "work" or depth == 3:
            return work(name, allowFailure=self.random.random() < 0.2, disabled=self.random.random() < 0.1)
        inside = [self.task(depth + 1) for _ in range(self.random.randint(1, 3))]
        more = {name: [self.task(depth + 1)] for name in ("errors", "finally") if self.random.random() < 0.2}
        if kind == "sequence":
            return sequence(name, *inside, **more)
        if kind == "parallel":
            return parallel(name, *inside, concurrent=self.random.randint(0, 2), **more)
        values = self.random.choices("abc", k=self.random.randint(0, 3))
        return each(name, values, *inside, concurrencyLimit=self.random.randint(0, 2), **more)

    def flow(self):
        tasks = [self.task() for _ in range(self.random.randint(1, 3))]
        rest = {
            name: [self.task() for _ in range(self.random.randint(0, 1))]
            for name in ("errors", "finally", "afterExecution")
        }
        return flow(*tasks, **rest)

    def state(self):
        return self.random.choice([State.SUCCESS] * 6 + [State.FAILED, State.WARNING])
