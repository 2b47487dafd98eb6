"""
W9: 1,000 flows of 50 lines, deployed into an empty home, then taken up by an engine that starts on it.

They are deployed one after another, each on disk before the next is given, as cells do; and all at once through
`engine.deploy.awaitable`, as a program with a folder of flows does, so that many share a wait for the disk.

    python benchmarks/deployment.py [--flows 1000] [--rounds 3]

The floor reads each text with PyYAML's C loader and keeps it in SQLite, in one synced commit; and reads the rows again.
"""

from __future__ import annotations

import asyncio
import itertools
import sqlite3
import tempfile
from pathlib import Path

import yaml
from figures import Figure, alternating, median, milliseconds, run

import wavetank as wt

HEAD = """\
id: flow{number}
namespace: bench.team
description: Loads what a customer sent, checks it, and tells who waits for it.
labels:
  team: data
  stage: test
inputs:
  - id: name
    type: STRING
    defaults: World
  - id: limit
    type: INT
    defaults: 10
    min: 1
tasks:
"""
TASK = """\
  - id: check{task}
    type: io.kestra.plugin.core.flow.If
    condition: "{{{{ inputs.limit > {task} }}}}"
    then:
      - id: tell{task}
        type: io.kestra.plugin.core.log.Log
        message: "Customer {{{{ inputs.name }}}} sent {number}"
"""
LAST = """\
triggers:
  - id: daily
    type: io.kestra.plugin.core.trigger.Schedule
    cron: "0 6 * * *"
"""


def text(number):
    tasks = "".join(TASK.format(number=number, task=task) for task in range(4))
    return HEAD.format(number=number) + tasks + LAST * (number % 10 == 0)


def one_after_another(engine, texts):
    for one in texts:
        engine.deploy(one)


def at_once(engine, texts):
    async def deploy():
        await asyncio.gather(*(engine.deploy.awaitable(one) for one in texts))

    asyncio.run(deploy())


def ours(home, texts, way):
    """Returns the ms of deployment into an empty home and of a start on it."""
    with wt.Engine(home=home) as engine:
        cold = milliseconds(lambda: way(engine, texts))
    engine = wt.Engine(home=home)
    warm = milliseconds(engine.start)
    assert len(engine.flows) == len(texts)
    engine.stop()
    return cold, warm


def keep(connection, texts):
    flows = [yaml.load(one, Loader=yaml.CSafeLoader) for one in texts]
    with connection:
        connection.executemany(
            "INSERT INTO flows VALUES (?, ?)", zip([flow["id"] for flow in flows], texts, strict=True)
        )


def bare(path, texts):
    """Returns the ms of reading and keeping all texts, and of finding them again."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE flows (id TEXT PRIMARY KEY, source TEXT)")
    cold = milliseconds(lambda: keep(connection, texts))
    connection.close()
    warm = milliseconds(lambda: sqlite3.connect(path).execute("SELECT * FROM flows").fetchall())
    return cold, warm


def measure(chosen):
    texts = [text(number) for number in range(chosen.flows)]
    names = itertools.count()
    taken, floor = {}, []
    with tempfile.TemporaryDirectory() as folder:
        for way in (one_after_another, at_once):
            taken[way], beside = alternating(
                chosen.rounds,
                lambda way=way: ours(Path(folder) / f"home{next(names)}", texts, way),
                lambda: bare(Path(folder) / f"bare{next(names)}.db", texts),
            )
            floor += beside
    flows = f"{chosen.flows:,} flows"
    deployed = f"{flows} of {texts[0].count(chr(10))} lines deployed"
    figures = [
        Figure(
            workload="W9",
            what=f"{deployed} {way.__name__.replace('_', ' ')}",
            unit="ms",
            seen=median(cold for cold, _ in taken[way]),
            goal=800,
            floor=median(cold for cold, _ in floor),
        )
        for way in taken
    ]
    starts = median(warm for each in taken.values() for _, warm in each)
    floor_of_starts = median(warm for _, warm in floor)
    return [
        *figures,
        Figure(
            workload="W9",
            what=f"a start on a home of {flows}",
            unit="ms",
            seen=starts,
            goal=100,
            floor=floor_of_starts,
        ),
    ]


if __name__ == "__main__":
    run(__doc__, measure, flows=1000, rounds=3)
