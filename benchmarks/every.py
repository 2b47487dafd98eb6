"""
Runs every workload, each in a fresh process, and prints one table: goal, seen, floor, ratio.

    python benchmarks/every.py [W1 W5 K3 …]

W4 stands for W4b too, K1 for K2.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

from figures import COLUMNS, Figure, show, weather

HERE = Path(__file__).parent
COMMANDS = {
    "W1": "sequence.py",
    "W2": "parallel.py",
    "W3": "many.py",
    "W4": "webhook_latency.py",
    "W4c": "held_kernel.py",
    "W5": "history.py",
    "W6": "cold_start.py",
    "W7": "pollers.py",
    "W8": "scripts.py",
    "W9": "deployment.py",
    "K1": "published_webhooks.py",
    "K3": "published_loop.py",
    "K4": "published_kafka.py",
}


def figures_of(workload):
    """Returns the figures of one workload, and how many cores others used meanwhile."""
    command = COMMANDS[workload]
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, str(HERE / command), "--json"], stdout=subprocess.PIPE, check=True, text=True
    )
    told = json.loads(done.stdout)
    print(f"{workload} {command}: {time.monotonic() - began:.0f} s, {weather(told['others'])}", file=sys.stderr)
    return [Figure(**figure) for figure in told["figures"]], told["others"]


def main():
    wanted = sys.argv[1:] or list(COMMANDS)
    results = [figures_of(workload) for workload in wanted]
    figures = [figure for found, _ in results for figure in found]
    show("All workloads", COLUMNS, [figure.row for figure in figures])
    missed = sum(figure.reached is False for figure in figures)
    print(f"  {missed} of {sum(figure.goal is not None for figure in figures)} goals missed")
    print(f"  at the busiest workload {weather(max(others for _, others in results))}")


if __name__ == "__main__":
    main()
