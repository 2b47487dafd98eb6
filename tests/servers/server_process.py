from __future__ import annotations

import contextlib
import os
import random
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

HOST = "127.0.0.1"
_PORTS = (10_000, 32_000)
# The server dies with the process that started it: PR_SET_PDEATHSIG is 1, and outlives exec.
_DIE_WITH_PARENT = (
    "import ctypes, os, signal, sys; ctypes.CDLL(None).prctl(1, signal.SIGKILL); os.execv(sys.argv[1], sys.argv[1:])"
)


class ServerProcess:
    """
    A real server as a child process on fixed ports and folders, so that it can die and come back.

    Args:
        command: The program and its arguments.
        environment: Variables added to this process's own.
        log: Where its output goes; each start appends.
        is_ready: Says whether it answers; asked every 20 ms.
        patience: Seconds that it may take until then.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        log: Path,
        is_ready: Callable[[], bool],
        environment: Mapping[str, str] | None = None,
        patience: float = 30,
    ) -> None:
        self._command = tuple(command)
        self._environment = {**os.environ, **(environment or {})}
        self._log = log
        self._is_ready = is_ready
        self._patience = patience
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it and returns when it answers."""
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _DIE_WITH_PARENT, *self._command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self._environment,
            )
        self._wait_until_ready(self._process)

    def kill(self) -> None:
        """Ends it at once, as a power cut would."""
        process, self._process = self._process, None
        if process:
            process.kill()
            process.wait()

    def restart(self) -> None:
        """Kills it and starts it again with the same ports and folders."""
        self.kill()
        self.start()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + self._patience
        while not self._is_ready():
            if process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                tail = self._log.read_text(errors="replace")[-2000:]
                raise RuntimeError(f"{self._command[0]} did not come up:\n{tail}")
            time.sleep(0.02)


def free_ports(count: int) -> tuple[int, ...]:
    """
    Returns ports of the loopback that nothing listens on, all different.

    They lie below those that the system gives to outgoing connections, which could take one before the server does, or
    while it is down.
    """
    with contextlib.ExitStack() as held:
        return tuple(held.enter_context(_bound()).getsockname()[1] for _ in range(count))


def _bound() -> socket.socket:
    """Returns a socket that holds a port."""
    for port in random.sample(range(*_PORTS), 100):
        held = socket.socket()
        try:
            held.bind((HOST, port))
        except OSError:
            held.close()
        else:
            return held
    raise RuntimeError(f"No free port between {_PORTS[0]} and {_PORTS[1]}")


def accepts(port: int) -> bool:
    """Returns whether something on the loopback takes connections at a port."""
    with contextlib.suppress(OSError), socket.create_connection((HOST, port), timeout=1):
        return True
    return False
