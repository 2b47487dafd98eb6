"""
A program that is there to be killed: `python driver.py`, and then a line of JSON on its input for each life.

Each line forks a process that runs an engine until it is killed; what is slow to import is imported once. On its
output: `born PID`, `listening` when the engine has taken up what the home held, and `dead` when the process is gone.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
import threading
import traceback
from importlib import import_module

import wavetank as wt

# All that the flows need, so that a life begins with the engine and not with Python.
for name in (
    "wavetank.api.engine",
    "wavetank.server.http_server",
    "wavetank.server.webhooks",
    "wavetank.plugins.kafka.realtime_trigger",
    "wavetank.plugins.aws.s3.trigger",
    "wavetank.plugins.scripts.script_task",
    "wavetank.stores.sqlite_store",
    "botocore.session",
):
    import_module(name)
_PR_SET_PDEATHSIG = 1


def live(order):
    """Runs an engine as the order says, until the process is killed."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    engine = wt.Engine(home=order["home"], config=order["config"])
    for text in order["flows"]:
        engine.deploy(text)
    engine.start()
    # In one piece, however Python writes to its output: it may be killed at any moment.
    os.write(sys.stdout.fileno(), b"listening\n")
    threading.Event().wait()


def main():
    """Gives one life after another, one at a time."""
    for line in sys.stdin:
        pid = os.fork()
        if not pid:
            try:
                live(json.loads(line))
            except BaseException:  # noqa: BLE001 - a life that ends by itself is a fault, and is told
                traceback.print_exc()
            finally:
                os._exit(1)
        print(f"born {pid}", flush=True)
        _, status = os.waitpid(pid, 0)
        print("dead" if os.WIFSIGNALED(status) else "gave up", flush=True)


if __name__ == "__main__":
    main()
