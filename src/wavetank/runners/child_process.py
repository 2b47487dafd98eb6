from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Any, cast

from wavetank.runners.line_buffer import LineBuffer
from wavetank.runners.process_group import ProcessGroup
from wavetank.runners.unbroken import until_done

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from wavetank.abc.task_runner import LineListener

GRACE = 5.0
_STDERR = 2
# Lines are handed over on the engine's loop: so many at a stretch, then others have their turn.
_SLICE = 100
# How long a pipe may stay open when nothing of the group runs: somebody who left the group may hold its other end.
_LAST_LINES = 2.0


class ChildProcess(asyncio.SubprocessProtocol):
    """
    A command as a child of this process, leading a process group of its own.

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
        self._argv, self._directory, self._environment = argv, directory, dict(environment)
        self._listen, self._grace = listen, grace
        self._loop = asyncio.get_running_loop()
        self._over = asyncio.Event()
        self._drained = asyncio.Event()
        self._buffers = {1: LineBuffer(), _STDERR: LineBuffer()}
        self._open = set(self._buffers)
        self._lines: deque[tuple[str, bool]] = deque()
        self._reading = True
        self._fault: Exception | None = None
        self._transport: asyncio.SubprocessTransport | None = None

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
        transport, _ = await self._loop.subprocess_exec(
            lambda: self,
            *self._argv,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            cwd=self._directory,
            env=self._environment,
            start_new_session=True,
        )
        try:
            await self._over.wait()
            await ProcessGroup(transport.get_pid()).end(self._grace)
            await self._last_lines()
        finally:
            transport.close()
        if self._fault is not None:
            raise self._fault
        status = transport.get_returncode() or 0
        return status if status >= 0 else 128 - status

    async def _last_lines(self) -> None:
        try:
            async with asyncio.timeout(_LAST_LINES):
                await self._drained.wait()
        except TimeoutError:
            self._hand_over(everything=True)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keeps the way to its pipes."""
        self._transport = cast("asyncio.SubprocessTransport", transport)

    def process_exited(self) -> None:
        """Has its group ended."""
        self._over.set()

    def pipe_data_received(self, fd: int, data: bytes | str) -> None:
        """Takes a piece of what it wrote."""
        self._take(fd, self._buffers[fd].feed(cast("bytes", data)))

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """Takes the end of what it wrote."""
        if fd in self._open:
            self._take(fd, self._buffers[fd].rest())
            self._open.discard(fd)
        self._note_drained()

    def _take(self, fd: int, lines: list[str]) -> None:
        waiting = bool(self._lines)
        self._lines.extend((line, fd == _STDERR) for line in lines)
        if self._lines and not waiting:
            self._hand_over()

    def _hand_over(self, *, everything: bool = False) -> None:
        for _ in range(len(self._lines) if everything else min(_SLICE, len(self._lines))):
            line, error = self._lines.popleft()
            self._hand(line, error=error)
        self._flow(reading=not self._lines)
        if self._lines:
            self._loop.call_soon(self._hand_over)
        self._note_drained()

    def _hand(self, line: str, *, error: bool) -> None:
        if self._fault is None:
            try:
                self._listen(line, error=error)
            except Exception as fault:  # noqa: BLE001 - handed to whoever runs the command
                self._fault = fault
                self._over.set()

    def _flow(self, *, reading: bool) -> None:
        if reading is self._reading or self._transport is None:
            return
        self._reading = reading
        for fd in self._open:
            pipe: Any = self._transport.get_pipe_transport(fd)
            if pipe is not None and not pipe.is_closing():
                (pipe.resume_reading if reading else pipe.pause_reading)()

    def _note_drained(self) -> None:
        if not self._open and not self._lines:
            self._drained.set()
