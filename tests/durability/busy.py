"""
A program whose cell holds Python's lock: `busy.py HOME`; then `sit` or `sum` on its input, and `end`.

It says where its webhook is called, with the id of the receiver's process; `begun`; and in the end what it executed.
"""

from __future__ import annotations

import ctypes
import sys
import threading

import wavetank as wt

FLOW = """
id: f
namespace: n
tasks:
  - id: say
    type: io.kestra.plugin.core.debug.Return
    format: "{{ trigger.body.n }}"
triggers:
  - id: hook
    type: io.kestra.plugin.core.trigger.Webhook
    key: open-sesame
"""


def main(home):
    with wt.Engine(home, config={"wavetank.receiver": "process", "wavetank.server.port": 0}) as engine:
        engine.deploy(FLOW)
        print(engine.triggers["n.f", "hook"].url, engine._assembly._outpost.process_id, flush=True)
        order = sys.stdin.readline().strip()
        print("begun", flush=True)
        if order == "sit":
            # A call that keeps the lock, as `PyDLL` does: nothing in this process gets on any more.
            ctypes.PyDLL(None).sleep(600)
        over = threading.Event()
        threading.Thread(target=lambda: (sys.stdin.readline(), over.set()), daemon=True).start()
        while not over.is_set():
            sum(range(20_000_000))
        while engine._assembly._outpost._inbox.oldest(1):
            pass
        for execution in engine.executions(limit=None):
            execution.wait(30)
        print(*(execution.id for execution in engine.executions(limit=None)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
