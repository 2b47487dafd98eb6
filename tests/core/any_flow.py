"""Random flows of every block of the language, small enough to be read; the same seed makes the same one."""

from __future__ import annotations

import random

from .flows import CORE, flow, work

_LAYOUT = ("Sequential", "AllowFailure", "Parallel", "Dag", "If", "Switch", "WorkingDirectory")
_LOOPS = ("ForEach", "EachSequential", "EachParallel", "LoopUntil", "Pause")
_BLOCKS = (*_LAYOUT, *_LOOPS)
_DEEPEST = 3


class AnyFlow:
    """Makes one flow."""

    def __init__(self, seed):
        self._random = random.Random(seed)
        self._made = 0

    def flow(self):
        properties = {name: self._tasks(0, 1) for name in ("errors", "finally", "afterExecution")}
        if self._chance(0.2):
            properties["listeners"] = [{"tasks": self._tasks(1, 2)} for _ in range(2)]
        if self._chance(0.3):
            properties["outputs"] = [{"id": "o", "type": "STRING", "value": "x"}]
        if self._chance(0.2):
            properties["sla"] = [
                {"id": "sla", "type": "MAX_DURATION", "duration": "PT1S", "behavior": self._behavior()}
            ]
        if self._chance(0.2):
            properties["retry"] = self._retry()
        return flow(*self._tasks(1, 3), **properties)

    def _behavior(self):
        return self._random.choice(["FAIL", "CANCEL", "NONE"])

    def _chance(self, share):
        return self._random.random() < share

    def _tasks(self, least, most, depth=0):
        return [self._task(depth) for _ in range(self._random.randint(least, most))]

    def _task(self, depth):
        if depth == _DEEPEST or self._chance(0.45):
            return self._work()
        return self._block(self._random.choice(_BLOCKS), depth + 1)

    def _name(self):
        self._made += 1
        return f"t{self._made}"

    def _work(self):
        properties = {"allowFailure": self._chance(0.2), "disabled": self._chance(0.1)}
        if self._chance(0.2):
            properties["runIf"] = "{{ asked }}"
        if self._chance(0.25):
            properties["retry"] = self._retry()
        return work(self._name(), **properties)

    def _retry(self):
        behavior = "CREATE_NEW_EXECUTION" if self._chance(0.1) else "RETRY_FAILED_TASK"
        limit = self._random.randint(1, 3)
        return {"type": "constant", "interval": "PT0.1S", "maxAttempt": limit, "behavior": behavior}

    def _block(self, kind, depth):
        around = {name: self._tasks(1, 1, depth) for name in ("errors", "finally") if self._chance(0.2)}
        if self._chance(0.1):
            around["runIf"] = "{{ asked }}"
        name = self._name()
        inside = getattr(self, f"_{kind.lower()}", self._plain)(depth)
        return {"id": name, "type": f"{CORE}.flow.{kind}", **inside, **around}

    def _plain(self, depth):
        return {"tasks": self._tasks(1, 3, depth)}

    def _workingdirectory(self, depth):
        return {"tasks": [self._work() for _ in range(self._random.randint(1, 3))]}

    def _parallel(self, depth):
        return {"tasks": self._tasks(1, 3, depth), "concurrent": self._random.randint(0, 2)}

    def _dag(self, depth):
        tasks = self._tasks(1, 4, depth)
        before = [[other["id"] for other in tasks[:index] if self._chance(0.4)] for index in range(len(tasks))]
        return {"tasks": [{"task": task, "dependsOn": ids} for task, ids in zip(tasks, before, strict=True)]}

    def _if(self, depth):
        otherwise = {"else": self._tasks(1, 2, depth)} if self._chance(0.5) else {}
        return {"condition": self._random.choice(["true", "false"]), "then": self._tasks(1, 2, depth), **otherwise}

    def _switch(self, depth):
        cases = {case: self._tasks(1, 2, depth) for case in "ab"}
        return {"value": self._random.choice("abc"), "cases": cases, "defaults": self._tasks(1, 1, depth)}

    def _foreach(self, depth):
        return {
            "values": self._random.choices("abc", k=self._random.randint(0, 3)),
            "tasks": self._tasks(1, 2, depth),
            "concurrencyLimit": self._random.randint(0, 2),
        }

    def _eachsequential(self, depth):
        return {"value": self._random.choices("abc", k=2), "tasks": self._tasks(1, 2, depth)}

    def _eachparallel(self, depth):
        return {**self._eachsequential(depth), "concurrent": self._random.randint(0, 2)}

    def _loopuntil(self, depth):
        frequency = {"interval": "PT0.1S", "maxIterations": self._random.randint(1, 3)}
        return {
            "condition": "{{ asked }}",
            "tasks": self._tasks(1, 2, depth),
            "checkFrequency": frequency,
            "failOnMaxReached": self._chance(0.3),
        }

    def _pause(self, depth):
        properties = {"tasks": self._tasks(0, 1, depth)}
        if self._chance(0.3):
            properties["onPause"] = self._work()
        if self._chance(0.6):
            behaviors = ["RESUME", "RESUME", "WARN", "FAIL", "CANCEL"]
            properties |= {"pauseDuration": "PT0.1S", "behavior": self._random.choice(behaviors)}
        return properties
