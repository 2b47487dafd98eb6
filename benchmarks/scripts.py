"""
W8: one script task in an execution, in a home on disk, beside the bare program started with pipes by asyncio.

    python benchmarks/scripts.py [--rounds 25]
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from figures import Figure, alternating, median, milliseconds, run

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


async def bare(*argv):
    """Starts a program as the floor of a script task: pipes, all that it writes, its exit status."""
    process = await asyncio.create_subprocess_exec(
        *argv, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    written, _ = await process.communicate()
    assert written == b"hello\n"


def measure(chosen):
    commands = {"shell": ("/bin/sh", "-c", SHELL), "python": (sys.executable, "-c", PYTHON)}
    goals, figures = {"shell": 4, "python": 25}, []
    with tempfile.TemporaryDirectory() as folder, wt.Engine(home=Path(folder) / "home") as engine:
        loop = asyncio.new_event_loop()
        for language, argv in commands.items():
            flow = engine.deploy(FLOW.format(id=language, language=language, script=argv[-1]))
            ours, floor = alternating(
                chosen.rounds,
                lambda key=flow.key: milliseconds(lambda: engine.run(key)),
                lambda command=argv: milliseconds(lambda: loop.run_until_complete(bare(*command))),
            )
            seen = {f"an execution of one {language} script": median, f"… {language}, best": min}
            figures += [
                Figure(
                    workload="W8",
                    what=what,
                    unit="ms",
                    seen=summary(ours),
                    goal=goals[language] if summary is median else None,
                    floor=summary(floor),
                )
                for what, summary in seen.items()
            ]
        loop.close()
    return figures


if __name__ == "__main__":
    run(__doc__, measure, rounds=25)
