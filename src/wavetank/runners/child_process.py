from __future__ import annotations

import asyncio
import os
import subprocess
import threading
from collections import deque
from typing import TYPE_CHECKING, BinaryIO, cast

from wavetank.runners.guardian import GUARDIAN
from wavetank.runners.line_buffer import LineBuffer
from wavetank.runners.process_group import ProcessGroup
from wavetank.runners.unbroken import until_done

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from wavetank.abc.task_runner import LineListener

GRACE = 5.0
_PIECE = 1 << 16
# Lines are handed over on the engine's loop: so many at a stretch, then others have their turn.
_SLICE = 100
# How long a pipe may stay open when nothing of the group runs: somebody who left the group may hold its other end.
_LAST_LINES = 2.0


class ChildProcess:
    """
    A command as a child of this process, leading a process group of its own, which ends no later than it.

    It is started by `subprocess` itself, not by the loop: uvloop forks, which takes milliseconds in a large process.

    Args:
        argv: The program and its arguments.
        directory: Where it runs.
        environment: All its variables.
        listen: Takes its lines.
        grace: Seconds between the request to end and the kill.
    """

    def __init__(
        self,
        argv: tuple[str, ...],
        directory: Path,
        environment: Mapping[str, str],
        listen: LineListener,
        *,
        grace: float = GRACE,
    ) -> None:
        self._argv, self._directory, self._environment = argv, directory, environment
        self._listen, self._grace = listen, grace
        self._loop = asyncio.get_running_loop()
        self._over = asyncio.Event()
        self._drained = asyncio.Event()
        self._pipes: dict[BinaryIO, LineBuffer] = {}
        self._lines: deque[tuple[str, bool]] = deque()
        self._stderr: BinaryIO | None = None
        self._fault: Exception | None = None

    async def run(self) -> int:
        """
        Runs it to its end, and ends what it left running; cancelled, ends it with all that it started.

        Returns:
            Its exit status; 128 and the number of the signal if a signal ended it.

        Raises:
            OSError: It cannot be started.
        """
        # Its life is a task that nobody cancels: a cancellation in the middle of a start would leave a child behind.
        life = self._loop.create_task(self._live(), name=f"process {self._argv[0]}")
        try:
            return await asyncio.shield(life)
        except asyncio.CancelledError:
            self._over.set()
            await until_done(life)
            raise

    async def _live(self) -> int:
        child = subprocess.Popen(  # noqa: ASYNC220, S603 - see above; running what a flow says is the task
            self._argv,
            cwd=self._directory,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            start_new_session=True,
        )
        GUARDIAN.watch_group(child.pid)
        try:
            self._open(child)
            await self._ended(child)
            GUARDIAN.release_group(child.pid)
            await self._last_lines()
        finally:
            self._close()
        if self._fault is not None:
            raise self._fault
        return child.returncode if child.returncode >= 0 else 128 - child.returncode

    async def _ended(self, child: subprocess.Popen[bytes]) -> None:
        """Returns when the whole group has ended."""
        watched, group = self._watch(child), ProcessGroup(child.pid)
        try:
            await self._over.wait()
        finally:
            if watched is not None:
                self._loop.remove_reader(watched)
                os.close(watched)
        if child.poll() is None:
            await group.end(self._grace)
            await asyncio.to_thread(child.wait)
        await group.end(self._grace)

    def _watch(self, child: subprocess.Popen[bytes]) -> int | None:
        """Has `_over` set when the child ends; returns the descriptor by which that is seen, None if by a thread."""
        try:
            descriptor = os.pidfd_open(child.pid)
        except (AttributeError, OSError):
            threading.Thread(target=self._wait, args=(child,), daemon=True, name=f"wait for {child.pid}").start()
            return None
        self._loop.add_reader(descriptor, self._over.set)
        return descriptor

    def _wait(self, child: subprocess.Popen[bytes]) -> None:
        child.wait()
        self._loop.call_soon_threadsafe(self._over.set)

    async def _last_lines(self) -> None:
        try:
            async with asyncio.timeout(_LAST_LINES):
                await self._drained.wait()
        except TimeoutError:
            self._hand_over(everything=True)

    def _open(self, child: subprocess.Popen[bytes]) -> None:
        self._stderr = cast("BinaryIO", child.stderr)
        for pipe in (cast("BinaryIO", child.stdout), self._stderr):
            os.set_blocking(pipe.fileno(), False)
            self._pipes[pipe] = LineBuffer()
        self._read_on()

    def _close(self) -> None:
        for pipe in tuple(self._pipes):
            self._forget(pipe)

    def _forget(self, pipe: BinaryIO) -> None:
        self._loop.remove_reader(pipe)
        del self._pipes[pipe]
        pipe.close()

    def _read_on(self) -> None:
        for pipe in self._pipes:
            self._loop.add_reader(pipe, self._readable, pipe)

    def _readable(self, pipe: BinaryIO) -> None:
        piece, buffer = pipe.read(_PIECE), self._pipes[pipe]
        if piece is None:
            return
        lines = buffer.feed(piece) if piece else buffer.rest()
        if not piece:
            self._forget(pipe)
        self._lines.extend((line, pipe is self._stderr) for line in lines)
        self._hand_over()

    def _hand_over(self, *, everything: bool = False) -> None:
        for _ in range(len(self._lines) if everything else min(_SLICE, len(self._lines))):
            line, error = self._lines.popleft()
            self._hand(line, error=error)
        if self._lines:
            for pipe in self._pipes:
                self._loop.remove_reader(pipe)
            self._loop.call_soon(self._go_on)
        elif not self._pipes:
            self._drained.set()

    def _go_on(self) -> None:
        self._hand_over()
        if not self._lines:
            self._read_on()

    def _hand(self, line: str, *, error: bool) -> None:
        if self._fault is None:
            try:
                self._listen(line, error=error)
            except Exception as fault:  # noqa: BLE001 - handed to whoever runs the command
                self._fault = fault
                self._over.set()
