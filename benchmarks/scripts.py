"""
One script task in an execution, in a home on disk, beside the bare program started with pipes by asyncio.

    python benchmarks/scripts.py [--rounds 25]
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from figures import Neighbours, alternating, median, show

import wavetank as wt

FLOW = """
id: {id}
namespace: bench
tasks:
  - id: script
    type: io.kestra.plugin.scripts.{language}.Script
    taskRunner:
      type: io.kestra.plugin.core.runner.Process
    script: "{script}"
"""
SHELL = "echo hello"
PYTHON = "print('hello')"


def milliseconds(work):
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1e3


async def bare(*argv):
    """Starts a program as the floor of a script task: pipes, all that it writes, its exit status."""
    process = await asyncio.create_subprocess_exec(
        *argv, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    written, _ = await process.communicate()
    assert written == b"hello\n"


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=25)
    rounds = options.parse_args().rounds
    commands = {"shell": ("/bin/sh", "-c", SHELL), "python": (sys.executable, "-c", PYTHON)}
    rows = []
    with tempfile.TemporaryDirectory() as folder, wt.Engine(home=Path(folder) / "home") as engine, Neighbours():
        loop = asyncio.new_event_loop()
        for language, argv in commands.items():
            flow = engine.deploy(FLOW.format(id=language, language=language, script=argv[-1]))
            ours, floor = alternating(
                rounds,
                lambda key=flow.key: milliseconds(lambda: engine.run(key)),
                lambda command=argv: milliseconds(lambda: loop.run_until_complete(bare(*command))),
            )
            rows.append((language, median(ours), median(floor), median(ours) - median(floor), min(ours) - min(floor)))
        loop.close()
    show("one script task, ms", ("", "wavetank", "bare", "over it", "best over best"), rows)


if __name__ == "__main__":
    main()
