from __future__ import annotations

import json
import subprocess
import sys
from typing import Final

from wavetank.pebble.missing import RefusedError

_SECONDS: Final = 0.9
_SCRIPT: Final = """
import sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_CPU, (1, 1))
    resource.setrlimit(resource.RLIMIT_AS, (400_000_000, 400_000_000))
except (ImportError, ValueError):
    pass
import json, jq
program, text = json.load(sys.stdin)
try:
    print(json.dumps(["results", jq.compile(program).input_text(text).all()]))
except ValueError as error:
    print(json.dumps(["error", str(error)]))
"""


def run_apart(program: str, text: str) -> list[object]:
    """
    Returns the results of a jq program that is run in a process of its own, which can be stopped.

    Raises:
        RefusedError: It takes too long, or too much memory.
        ValueError: The program is wrong, or fails.
    """
    command = [sys.executable, "-c", _SCRIPT]
    request = json.dumps([program, text])
    try:
        done = subprocess.run(  # noqa: S603 - our own script; the program is data to it
            command, input=request, capture_output=True, text=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise RefusedError(_TOO_LONG, _REMEDY) from error
    if done.returncode or not done.stdout:
        raise RefusedError(_TOO_LONG, _REMEDY)
    kind, answer = json.loads(done.stdout)
    if kind == "error":
        raise ValueError(answer)
    results: list[object] = answer
    return results


_TOO_LONG: Final = "The jq program takes too long, or too much memory."
_REMEDY: Final = "Bound its `range`, `while` or `recurse`, or do it in a task."
