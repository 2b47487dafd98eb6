"""
W7: what an idle kernel pays for 20 triggers that poll every second, and for an engine with nothing due.

    python benchmarks/pollers.py [--pollers 20] [--seconds 15]

CPU is user and system time of a real Jupyter kernel, above what the same kernel takes without an engine; memory is its
proportional set (PSS). The polls look into a list. Wake-ups are how often the engine's thread, and all threads that it
started, went to sleep voluntarily. The floor is as many coroutines that sleep a second and look.
"""

from __future__ import annotations

from figures import Figure, run
from webhook_latency import Kernel

MODULE = "idle_receiver"


def idle(seconds, setup=None):
    """Returns (CPU in % of a core, PSS in MB, wake-ups a second) of a kernel that does nothing after `setup`."""
    kernel = Kernel(MODULE)
    try:
        if setup is not None:
            kernel.value(f"{MODULE}.{setup}")
        return kernel.value(f"{MODULE}.watch({seconds})")
    finally:
        kernel.stop()


def measure(chosen):
    seconds, number = chosen.seconds, chosen.pollers
    nothing, quiet = idle(seconds), idle(seconds, "wait_for_webhook()")
    ours, floor = idle(seconds, f"poll({number})"), idle(seconds, f"poll_bare({number})")
    polling = f"{number} triggers polling every second"
    return [
        Figure(
            workload="W7",
            what=f"{polling}, CPU above a bare kernel",
            unit="% of a core",
            seen=ours[0] - nothing[0],
            goal=1,
            floor=max(floor[0] - nothing[0], 0.01),
        ),
        Figure(
            workload="W7",
            what=f"{polling}, memory above a bare kernel",
            unit="MB",
            seen=ours[1] - nothing[1],
            goal=40,
            floor=max(floor[1] - nothing[1], 0.1),
        ),
        Figure(workload="W7", what="wake-ups with nothing due", unit="/s", seen=quiet[2], goal=0),
    ]


if __name__ == "__main__":
    run(__doc__, measure, pollers=20, seconds=15)
