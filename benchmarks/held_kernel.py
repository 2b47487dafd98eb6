"""
W4c: webhooks acknowledged while a cell sits in long C calls that hold the interpreter, with the receiver in a process.

    python benchmarks/held_kernel.py [--rate 20] [--count 200]

A latency runs from the instant at which a webhook was to be sent to its answer. The floor is the same receiver while
the kernel does nothing. Lost is what was acknowledged and started no task within a minute after the cell.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time

from figures import Figure, median, percentile, run
from webhook_latency import HERE, Kernel


def acknowledged(kernel, place, state, rate, count):
    """Returns the latencies in ms, and how many were lost."""
    cell = kernel.begin(f"webhook_receiver.cell({state!r}, {count / rate + 1.5})")
    load = [sys.executable, str(HERE / "webhook_load.py"), place["host"], str(place["port"]), place["path"]]
    done = subprocess.run([*load, str(rate), str(count)], check=True, stdout=subprocess.PIPE, cwd=HERE)
    told = json.loads(done.stdout)
    kernel.wait(cell)
    until = time.monotonic() + 60
    while (started := kernel.value("len(webhook_receiver.stamps)")) < count and time.monotonic() < until:
        time.sleep(0.1)
    kernel.value("webhook_receiver.taken()")
    return [(told["answered"][number] - instant) / 1e6 for number, instant in told["sent"].items()], count - started


def measure(chosen):
    kernel = Kernel("webhook_receiver")
    try:
        place = kernel.value("webhook_receiver.serve_wavetank('process')")
        acknowledged(kernel, place, "idle", 20, 20)
        floor, _ = acknowledged(kernel, place, "idle", chosen.rate, chosen.count)
        ours, lost = acknowledged(kernel, place, "holding", chosen.rate, chosen.count)
    finally:
        kernel.stop()
    what = f"webhook acknowledged at {chosen.rate:g}/s, cell in C calls"
    return [
        Figure(workload="W4c", what=f"{what}, p50", unit="ms", seen=median(ours), floor=median(floor)),
        Figure(
            workload="W4c",
            what=f"{what}, p99",
            unit="ms",
            seen=percentile(ours, 0.99),
            goal=30,
            floor=percentile(floor, 0.99),
        ),
        Figure(workload="W4c", what="acknowledged and lost", unit="webhooks", seen=float(lost), goal=0),
    ]


if __name__ == "__main__":
    run(__doc__, measure, rate=20.0, count=200)
