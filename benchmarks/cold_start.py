"""
How long a user waits the first time: imports, a fresh process, a fresh kernel; all byte code compiled before.

    python benchmarks/cold_start.py [--rounds 5]

Each figure is the median of fresh processes. Above each group stands its floor: Python itself, the libraries that the
engine is made of, a bare execution, a kernel that answers an empty cell.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from figures import Neighbours, median, show
from jupyter_client.manager import KernelManager

HERE = Path(__file__).parent
TOLD = "import time; print(time.time_ns())"
LIBRARIES = "import asyncio, anyio, jinja2, msgspec, pydantic, sqlite3, yaml"
ENGINE = "import wavetank; wavetank.Engine"
IMPORTS = {
    "python -c pass (floor)": "pass",
    "import msgspec": "import msgspec",
    "import pydantic": "import pydantic",
    "import jinja2": "import jinja2",
    "import yaml": "import yaml",
    "these and asyncio, anyio, sqlite3 (floor)": LIBRARIES,
    "import wavetank": "import wavetank",
    ENGINE: ENGINE,
    "… and the HTTP server": f"{ENGINE}; import wavetank.server.webhooks, wavetank.server.http_server",
}
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
    manager.start_kernel(cwd=environment["FOLDER"], env=environment)
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


def medians(works, rounds):
    """Returns a row for each work; all take their turn in each round, and the first round only compiles."""
    taken = [{name: work() for name, work in works.items()} for _ in range(rounds + 1)][1:]
    return [(name, median(each[name] for each in taken), min(each[name] for each in taken)) for name in works]


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    rounds = options.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder, Neighbours():
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment |= {
            "PYTHONPYCACHEPREFIX": f"{folder}/compiled",
            "WAVETANK_HOME": f"{folder}/home",
            "FOLDER": folder,
        }
        imports = {name: lambda code=code: process(code, environment) for name, code in IMPORTS.items()}
        first = {
            "bare execution (floor)": lambda: process(BARE, environment),
            "wavetank": lambda: process(OURS, environment),
        }
        cells = {
            "two cells that pass (floor)": lambda: kernel(["pass", "pass"], environment),
            "%load_ext wavetank": lambda: kernel([LOAD], environment),
            "%load_ext wavetank, then %%flow --run": lambda: kernel([LOAD, CELL], environment),
        }
        tables = [
            ("start of a process to its imports done, ms", medians(imports, rounds)),
            ("start of a process to its first execution ended, ms", medians(first, rounds)),
            ("in a kernel that runs, ms", medians(cells, rounds)),
        ]
    for title, rows in tables:
        show(title, ("", "median", "best"), rows)


if __name__ == "__main__":
    main()
