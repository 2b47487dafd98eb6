"""
W6: how long a user waits the first time: imports, a fresh process, a fresh kernel; all byte code compiled before.

    python benchmarks/cold_start.py [--rounds 5]

Each figure is the median of fresh processes. The floors: Python itself, the libraries that an engine
needs before it has a flow, a bare execution, a kernel that answers empty cells.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from figures import Figure, median, run
from jupyter_client.manager import KernelManager

HERE = Path(__file__).parent
TOLD = "import time; print(time.time_ns())"
LIBRARIES = "import asyncio, msgspec, sqlite3; from pydantic import BaseModel"
ENGINE = "import wavetank; wavetank.Engine"
FLOW = """\
id: hello
namespace: bench
tasks:
  - id: greet
    type: io.kestra.plugin.core.debug.Return
    format: "hello {{ flow.id }}"
"""
BARE = """
import asyncio, os
from bare import BareExecution, BareJournal
asyncio.run(BareExecution(BareJournal(os.path.join(os.environ["FOLDER"], f"{os.getpid()}.db")), "first").in_a_row(1))
"""
OURS = f"""
import os
import wavetank as wt
engine = wt.Engine(home=os.path.join(os.environ["FOLDER"], f"home-{{os.getpid()}}")).start()
engine.deploy('''{FLOW}''')
engine.run("bench.hello")
"""
LOAD = "%load_ext wavetank"
CELL = f"%%flow --run\n{FLOW}"


def process(code, environment):
    """Returns the ms from the start of a process to the end of some code in it."""
    start = time.time_ns()
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{TOLD}"], stdout=subprocess.PIPE, check=True, cwd=HERE, env=environment
    )
    return (int(done.stdout) - start) / 1e6


def kernel(cells, environment):
    """Returns the ms that a fresh kernel takes for some cells, from the first request to the last answer."""
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(cwd=environment["FOLDER"], env=environment, stderr=subprocess.DEVNULL)
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        start = time.perf_counter()
        for cell in cells:
            reply = client.execute_interactive(cell, timeout=60, output_hook=lambda _: None)
            if reply["content"]["status"] != "ok":
                raise RuntimeError(reply["content"])
        return (time.perf_counter() - start) * 1e3
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


WORKS = {
    "python": lambda around: process("pass", around),
    "libraries": lambda around: process(LIBRARIES, around),
    "import": lambda around: process("import wavetank", around),
    "engine": lambda around: process(ENGINE, around),
    "server": lambda around: process(f"{ENGINE}; import wavetank.server.webhooks, wavetank.server.http_server", around),
    "bare": lambda around: process(BARE, around),
    "first": lambda around: process(OURS, around),
    "cells": lambda around: kernel(["pass", "pass"], around),
    "card": lambda around: kernel([LOAD, CELL], around),
}
FIGURES = (
    ("start of Python → import wavetank", "import", "python", None),
    ("start of Python → wavetank.Engine imported", "engine", "libraries", None),
    ("… and the HTTP server", "server", "libraries", None),
    ("start of Python → first execution ended", "first", "bare", 400),
    ("in a kernel: %load_ext wavetank, then %%flow --run", "card", "cells", None),
)


def measure(chosen):
    with tempfile.TemporaryDirectory() as folder:
        around = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        around |= {
            "PYTHONPYCACHEPREFIX": f"{folder}/compiled",
            "WAVETANK_HOME": f"{folder}/home",
            "FOLDER": folder,
        }
        # All take their turn in each round; the first round only compiles.
        rounds = [{name: work(around) for name, work in WORKS.items()} for _ in range(chosen.rounds + 1)][1:]
    seen = {name: median(each[name] for each in rounds) for name in WORKS}
    only = median(each["engine"] - each["python"] for each in rounds)
    libraries = median(each["libraries"] - each["python"] for each in rounds)
    return [
        Figure(workload="W6", what="import of wavetank.Engine alone", unit="ms", seen=only, goal=200, floor=libraries),
        *(
            Figure(workload="W6", what=what, unit="ms", seen=seen[name], goal=goal, floor=seen[floor])
            for what, name, floor, goal in FIGURES
        ),
    ]


if __name__ == "__main__":
    run(__doc__, measure, rounds=5)
