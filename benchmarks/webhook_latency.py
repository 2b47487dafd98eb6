"""
W4, W4b: webhook to first task started, in a real kernel: while it is idle, and while a cell computes.

    python benchmarks/webhook_latency.py [--rates 20 250] [--count 300] [--states idle spinning]

Another process sends at fixed instants. A latency runs from the instant at which the webhook was to be sent to the
first line of the task's body, both by the machine's clock. The floor is a bare asyncio server in the same kernel that
commits one row to SQLite's log, synced as ours is, before it runs the body.

The cell's own speed is what a loop of pure Python reaches beside an engine that waits, and beside 20 webhooks a second,
compared with the same loop in a kernel without an engine.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

from figures import Figure, median, percentile, run
from jupyter_client.manager import KernelManager

HERE = Path(__file__).parent


class Kernel:
    """A kernel with one of these modules in it, and what is asked of that."""

    def __init__(self, module):
        self._module = module
        self._manager = KernelManager(kernel_name="python3")
        self._manager.start_kernel(cwd=str(HERE), env=dict(os.environ), stderr=subprocess.DEVNULL)
        self._client = self._manager.client()
        self._client.start_channels()
        self._client.wait_for_ready(timeout=60)

    def begin(self, code):
        return self._client.execute(code, user_expressions={})

    def value(self, expression):
        """Returns what an expression in the kernel is, by its representation."""
        wanted = {"value": f"({expression})"}
        reply = self._client.execute_interactive(f"import {self._module}", user_expressions=wanted, timeout=120)
        value = reply["content"]["user_expressions"]["value"]
        if value["status"] != "ok":
            raise RuntimeError(f"{expression}: {value['evalue']}")
        return ast.literal_eval(value["data"]["text/plain"])

    def wait(self, request):
        while self._client.get_shell_msg(timeout=120)["parent_header"].get("msg_id") != request:
            pass

    def stop(self):
        self._client.stop_channels()
        self._manager.shutdown_kernel(now=True)


def latencies(kernel, place, state, rate, count):
    """Returns the latencies in ms, in the order of sending."""
    cell = kernel.begin(f"webhook_receiver.cell({state!r}, {count / rate + 1.5})")
    load = [sys.executable, str(HERE / "webhook_load.py"), place["host"], str(place["port"]), place["path"]]
    done = subprocess.run([*load, str(rate), str(count)], check=True, stdout=subprocess.PIPE, cwd=HERE, text=True)
    sent = {int(number): instant for number, instant in json.loads(done.stdout)["sent"].items()}
    kernel.wait(cell)
    stamps = json.loads(kernel.value("webhook_receiver.taken()"))
    started = {int(number): instant for number, instant in stamps.items()}
    lost = sent.keys() - started.keys()
    if lost:
        raise RuntimeError(f"{len(lost)} of {len(sent)} webhooks started no task")
    return [(started[number] - sent[number]) / 1e6 for number in sorted(sent)]


def figures_of(kernel, places, state, rate, count):
    workload, goals = ("W4b", (4, 15)) if state == "spinning" else ("W4", (1.5, 6))
    floor = latencies(kernel, places["floor"], state, rate, count)
    ours = latencies(kernel, places["wavetank"], state, rate, count)
    what = f"webhook → first task at {rate:g}/s, cell {state}"
    return [
        Figure(
            workload=workload,
            what=f"{what}, {name}",
            unit="ms",
            seen=summary(ours),
            goal=goal,
            floor=summary(floor),
        )
        for name, summary, goal in zip(
            ("p50", "p99"), (median, lambda all_: percentile(all_, 0.99)), goals, strict=True
        )
    ]


def cell_speed(kernel, places):
    """Returns what share of its speed a computing cell keeps, beside an engine that waits or takes 20 webhooks/s."""
    alone, idle, loaded = [], [], []
    for _ in range(3):
        alone.append(kernel.value("webhook_receiver.speed(1.5, engine=False)"))
        idle.append(kernel.value("webhook_receiver.speed(1.5)"))
        place = places["wavetank"]
        load = [sys.executable, str(HERE / "webhook_load.py"), place["host"], str(place["port"]), place["path"]]
        with subprocess.Popen([*load, "20", "60"], stdout=subprocess.DEVNULL, cwd=HERE):
            loaded.append(kernel.value("webhook_receiver.speed(2.5)"))
    names = {"engine idle": (idle, 97), "20 webhooks/s": (loaded, 90)}
    return [
        Figure(
            workload="W4b",
            what=f"speed that a computing cell keeps, {name}",
            unit="%",
            seen=100 * max(speeds) / max(alone),
            goal=goal,
            least=True,
            floor=100.0,
        )
        for name, (speeds, goal) in names.items()
    ]


def measure(chosen):
    kernel = Kernel("webhook_receiver")
    try:
        places = {
            "wavetank": kernel.value("webhook_receiver.serve_wavetank()"),
            "floor": kernel.value("webhook_receiver.serve_bare()"),
        }
        for place in places.values():
            latencies(kernel, place, "idle", 20, 20)
        figures = [
            figure
            for state in chosen.states
            for rate in (chosen.rates if state == "idle" else chosen.rates[:1])
            for figure in figures_of(kernel, places, state, rate, chosen.count)
        ]
        return figures + cell_speed(kernel, places)
    finally:
        kernel.stop()


if __name__ == "__main__":
    run(__doc__, measure, rates=[20.0, 250.0], count=300, states=["idle", "spinning"])
