from __future__ import annotations

import base64
import json
import os
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_client.manager import KernelManager

if TYPE_CHECKING:
    from collections.abc import Mapping

_SOURCE = Path(__file__).parents[2] / "src"
_LOAD = """\
%load_ext wavetank
import json, os, time
import wavetank as wt
engine = wt.get_engine()
"""


class Kernel:
    """
    A real Jupyter kernel with the extension loaded, driven as a notebook drives it.

    Args:
        folder: Where it runs; its home is `.wavetank` in there.
        secrets: Handed over in its environment, as on a server.
    """

    def __init__(self, folder: Path, secrets: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.home = folder / ".wavetank"
        self._manager = KernelManager(kernel_name="python3")
        self._manager.start_kernel(cwd=str(folder), env=_environment(secrets or {}))
        self._client = self._manager.client()
        self._client.start_channels()
        self._client.wait_for_ready(timeout=60)
        self.greeting = self.run(_LOAD)

    @property
    def pid(self) -> int:
        """The process."""
        return self._manager.provisioner.process.pid

    def run(self, cell: str, seconds: float = 90) -> str:
        """Runs a cell; returns what it printed. A cell that fails fails the test."""
        return self.finish(self.begin(cell), seconds)

    def begin(self, cell: str) -> str:
        """Has a cell run, and returns what `finish` wants to know."""
        request: str = self._client.execute(cell, allow_stdin=False)
        return request

    def finish(self, request: str, seconds: float = 90) -> str:
        """Waits for a cell that was begun; returns what it printed."""
        printed, error = self._answer(request, seconds)
        assert error is None, "\n".join(error["traceback"])
        return printed

    def fault(self, cell: str) -> tuple[str, str]:
        """Runs a cell that fails; returns the name of the error and the text that the notebook shows."""
        _, error = self._answer(self.begin(cell), 30)
        assert error is not None, "the cell did not fail"
        return error["ename"], "\n".join(error["traceback"])

    def interrupt(self, request: str) -> str:
        """Stops a cell that was begun, as the stop button does; returns the name of the error that it ends with."""
        self._manager.interrupt_kernel()
        _, error = self._answer(request, 30)
        assert error is not None, "the cell had ended"
        return error["ename"]

    def value(self, expression: str, seconds: float = 90) -> Any:
        """Returns the value of an expression in the kernel, by way of JSON."""
        return json.loads(self.run(f"print(json.dumps({expression}, default=str))", seconds))

    def until(self, condition: str, seconds: float = 30) -> None:
        """Returns when an expression in the kernel is true."""
        waiting = f"until = time.monotonic() + {seconds}\nwhile not ({condition}) and time.monotonic() < until:\n"
        held = self.run(f"{waiting}    time.sleep(0.02)\nprint(bool({condition}))", seconds + 30)
        assert held == "True\n", f"not within {seconds} s: {condition}"

    def kill(self) -> None:
        """Ends the process as a power cut would."""
        os.kill(self.pid, signal.SIGKILL)
        self._manager.provisioner.process.wait()
        self._forget()

    def wait_for_death(self, seconds: float = 60) -> None:
        """Returns when the process has died of itself."""
        self._manager.provisioner.process.wait(seconds)
        self._forget()

    def shut_down(self) -> int:
        """Asks the kernel to end, as the menu does; returns its exit code."""
        self._client.shutdown()
        process = self._manager.provisioner.process
        code: int = process.wait(30)
        self._forget()
        return code

    def close(self) -> None:
        """Ends the kernel if it still runs."""
        if self._manager.has_kernel:
            self._forget()

    def _forget(self) -> None:
        self._client.stop_channels()
        self._manager.shutdown_kernel(now=True)

    def _answer(self, request: str, seconds: float) -> tuple[str, dict[str, Any] | None]:
        until = time.monotonic() + seconds
        printed, error = [], None
        while True:
            message = self._client.get_iopub_msg(timeout=max(until - time.monotonic(), 0.01))
            kind, content = message["header"]["msg_type"], message["content"]
            if message["parent_header"].get("msg_id") != request:
                continue
            if kind == "stream" and content["name"] == "stdout":
                printed.append(content["text"])
            elif kind == "error":
                error = content
            elif kind == "status" and content["execution_state"] == "idle":
                break
        while self._client.get_shell_msg(timeout=10)["parent_header"].get("msg_id") != request:
            continue
        return "".join(printed), error


def _environment(secrets: Mapping[str, str]) -> dict[str, str]:
    path = os.pathsep.join(filter(None, [str(_SOURCE), os.environ.get("PYTHONPATH")]))
    encoded = {f"SECRET_{name}": base64.b64encode(value.encode()).decode() for name, value in secrets.items()}
    return {**os.environ, **encoded, "PYTHONPATH": path, "JUPYTER_PLATFORM_DIRS": "1"}
