from __future__ import annotations

import asyncio
import os
import signal
import time
from contextlib import suppress
from pathlib import Path

_PROC = Path("/proc")
_FIRST_LOOK = 0.002
_LONGEST_LOOK = 0.1
# How long the kernel may take to do away with what was killed; only a process in a hung system call takes longer.
_CERTAIN = 5.0


class ProcessGroup:
    """
    A process and what it started, as the system knows them by the id of the first.

    Processes that made a session of their own (`setsid`) do not belong to it any more.
    """

    def __init__(self, leader: int) -> None:
        self.leader = leader

    @property
    def is_alive(self) -> bool:
        """Whether something of it still runs; those that ended and were not fetched yet do not."""
        try:
            os.killpg(self.leader, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        return any(map(self._is_member, _stats())) if _PROC.joinpath("self/stat").exists() else True

    def _is_member(self, stat: str) -> bool:
        # The fields after the name of the program, which may hold spaces and brackets: state, parent, group.
        state, _, group = stat.rpartition(")")[2].split()[:3]
        return state not in "ZX" and int(group) == self.leader

    def send(self, number: signal.Signals) -> None:
        """Sends a signal to all of it."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.leader, number)

    async def end(self, grace: float) -> None:
        """Asks all of it to end, and kills what has not ended after `grace` seconds; returns when nothing runs."""
        if not self.is_alive:
            return
        self.send(signal.SIGTERM)
        if not await self._gone(grace):
            self.send(signal.SIGKILL)
            await self._gone(_CERTAIN)

    async def _gone(self, seconds: float) -> bool:
        until, pause = time.monotonic() + seconds, _FIRST_LOOK
        while self.is_alive:
            if time.monotonic() >= until:
                return False
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_LOOK)
        return True


def _stats() -> list[str]:
    found = []
    for entry in os.scandir(_PROC):
        if entry.name.isdigit():
            # It may end while it is looked at.
            with suppress(OSError):
                found.append(Path(entry.path, "stat").read_text(errors="replace"))
    return found
