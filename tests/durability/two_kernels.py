"""A program with an engine of its own on a shared home: `two_kernels.py HOME`, and the text of a flow on its input."""

from __future__ import annotations

import sys
import threading

import wavetank as wt

if __name__ == "__main__":
    engine = wt.Engine(sys.argv[1]).start()
    text = sys.stdin.read()
    if text:
        engine.deploy(text)
    print("ready", engine.runtime.surroundings.engine_id, flush=True)
    threading.Event().wait()
