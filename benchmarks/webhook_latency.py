"""
Webhook to first task started, in a real kernel: while it is idle, while a cell sleeps, while a cell computes.

    python benchmarks/webhook_latency.py [--rate 20] [--count 300] [--states idle sleeping spinning]

Another process sends at fixed instants. A latency runs from the instant at which the webhook was to be sent to the
first line of the task's body, both by the machine's clock. The floor is a bare asyncio server in the same kernel that
commits one row to SQLite's log, synced as ours is, before it runs the body; its commit is shown too, because an fsync
is most of it.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import subprocess
import sys
from pathlib import Path

from figures import Neighbours, median, percentile, show
from jupyter_client.manager import KernelManager

HERE = Path(__file__).parent


class Kernel:
    """A kernel with both receivers up."""

    def __init__(self):
        self._manager = KernelManager(kernel_name="python3")
        self._manager.start_kernel(cwd=str(HERE), env=dict(os.environ))
        self._client = self._manager.client()
        self._client.start_channels()
        self._client.wait_for_ready(timeout=60)
        self.value("__import__('webhook_receiver').__name__")

    def begin(self, code):
        return self._client.execute(code, user_expressions={})

    def value(self, expression):
        """Returns what an expression in the kernel is, by its representation."""
        wanted = {"value": f"({expression})"}
        reply = self._client.execute_interactive("import webhook_receiver", user_expressions=wanted, timeout=120)
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


def latencies(kernel, place, state, chosen):
    """Returns the latencies in ms, in the order of sending, and those of the floor's commits."""
    seconds = chosen.count / chosen.rate + 1.5
    cell = kernel.begin(f"webhook_receiver.cell({state!r}, {seconds})")
    load = [sys.executable, str(HERE / "webhook_load.py"), place["host"], str(place["port"]), place["path"]]
    done = subprocess.run(
        [*load, str(chosen.rate), str(chosen.count)], check=True, stdout=subprocess.PIPE, cwd=HERE, text=True
    )
    sent = {int(number): instant for number, instant in json.loads(done.stdout).items()}
    kernel.wait(cell)
    taken = json.loads(kernel.value("webhook_receiver.taken()"))
    started = {int(number): instant for number, instant in taken["stamps"].items()}
    lost = sent.keys() - started.keys()
    if lost:
        raise RuntimeError(f"{len(lost)} of {len(sent)} webhooks started no task")
    return [(started[number] - sent[number]) / 1e6 for number in sorted(sent)], [one * 1e3 for one in taken["commits"]]


def row(kernel, places, state, chosen):
    floor, commits = latencies(kernel, places["floor"], state, chosen)
    ours, _ = latencies(kernel, places["wavetank"], state, chosen)
    figures = [summary for values in (ours, floor, commits) for summary in (median(values), percentile(values, 0.99))]
    return (state, *figures, median(ours) / median(floor))


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rate", type=float, default=20)
    options.add_argument("--count", type=int, default=300)
    options.add_argument("--states", nargs="+", default=["idle", "sleeping", "spinning"])
    chosen = options.parse_args()
    kernel = Kernel()
    try:
        places = {
            "wavetank": kernel.value("webhook_receiver.serve_wavetank()"),
            "floor": kernel.value("webhook_receiver.serve_bare()"),
        }
        warm = argparse.Namespace(rate=chosen.rate, count=20)
        row(kernel, places, "idle", warm)
        with Neighbours():
            rows = [row(kernel, places, state, chosen) for state in chosen.states]
    finally:
        kernel.stop()
    columns = ("cell", "p50", "p99", "floor p50", "p99", "its commit p50", "p99", "p50 ratio")
    show(f"webhook to first task, ms, {chosen.count} at {chosen.rate:g} a second", columns, rows)


if __name__ == "__main__":
    main()
