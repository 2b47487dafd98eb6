"""
K3, the third of the benchmarks that Kestra publishes: a ForEach over 100 values, all at once, an OutputValues for each.

    python benchmarks/published_loop.py [--rounds 25]
"""

from __future__ import annotations

import asyncio
import itertools
import tempfile
from pathlib import Path

from bare import BareExecution, BareJournal
from figures import Figure, alternating, median, milliseconds, run

import wavetank as wt

VALUES = 100
FLOW = """\
id: loop
namespace: bench
tasks:
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: "{{ range(1, 100) }}"
    concurrencyLimit: 0
    tasks:
      - id: one
        type: io.kestra.plugin.core.output.OutputValues
        values:
          some: value
"""


def measure(chosen):
    with tempfile.TemporaryDirectory() as folder, wt.Engine(home=Path(folder) / "home") as engine:
        engine.deploy(FLOW)
        journal, names = BareJournal(Path(folder) / "bare.db"), itertools.count()

        def bare():
            asyncio.run(BareExecution(journal, f"execution-{next(names)}").in_lanes(VALUES, VALUES))

        assert len(engine.run("bench.loop").task_runs) == 1 + VALUES
        ours, floor = alternating(
            chosen.rounds, lambda: milliseconds(lambda: engine.run("bench.loop")), lambda: milliseconds(bare)
        )
    what = f"ForEach over {VALUES}, unbounded"
    return [
        Figure(workload="K3", what=what, unit="ms", seen=median(ours), goal=60, floor=median(floor)),
        Figure(workload="K3", what=f"{what}, best", unit="ms", seen=min(ours), floor=min(floor)),
    ]


if __name__ == "__main__":
    run(__doc__, measure, rounds=25)
