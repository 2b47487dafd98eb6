from __future__ import annotations

import asyncio
import os
import threading
from concurrent.futures import Future
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, TypeVar

from wavetank.errors import EngineStoppedError, StateError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

T = TypeVar("T")


class Portal:
    """The engine's own thread with its own loop, and the way into it from any other thread."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._leave = asyncio.Event()
        self._process = 0

    @property
    def is_here(self) -> bool:
        """Whether whoever asks is on the engine's own thread, which must not wait for others."""
        return self._thread is threading.current_thread()

    @property
    def is_left_behind(self) -> bool:
        """Whether the thread runs in another process, from which this one was forked."""
        return self._loop is not None and self._process != os.getpid()

    @property
    def running(self) -> bool:
        """Whether the thread is up."""
        return self._loop is not None

    def start(self) -> None:
        """Starts the thread, with uvloop if it is installed."""
        up: Future[asyncio.AbstractEventLoop] = Future()
        self._process = os.getpid()
        self._leave = asyncio.Event()
        self._thread = threading.Thread(target=self._run, args=(up,), name="wavetank-engine", daemon=True)
        self._thread.start()
        self._loop = up.result()

    def _run(self, up: Future[asyncio.AbstractEventLoop]) -> None:
        try:
            # Without anyio, whose many modules only the first worker thread needs.
            with asyncio.Runner(loop_factory=_loop_factory()) as runner:
                runner.run(self._stay(up))
        except BaseException as error:
            if up.done():
                raise
            up.set_exception(error)

    async def _stay(self, up: Future[asyncio.AbstractEventLoop]) -> None:
        up.set_result(asyncio.get_running_loop())
        await self._leave.wait()

    def stop(self) -> None:
        """Ends the loop and the thread, and cancels what still runs there."""
        thread, loop, self._loop = self._thread, self._loop, None
        if thread is not None and loop is not None:
            # A loop that a task brought down is closed already.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(self._leave.set)
            thread.join()
        self._thread = None

    def call(self, work: Callable[..., Coroutine[Any, Any, T]], *arguments: Any) -> T:
        """
        Runs a coroutine function on the loop, and returns what it returns.

        Raises:
            EngineStoppedError: The thread is not up.
            StateError: It is the thread itself that asks.
        """
        if self.is_here:
            raise StateError(
                "The engine's own thread cannot wait for itself.", remedy="Await what is to be done, or ask elsewhere."
            )
        return self.begin(work, *arguments).result()

    def begin(self, work: Callable[..., Coroutine[Any, Any, T]], *arguments: Any) -> Future[T]:
        """
        Starts a coroutine function on the loop, and returns the future of its result.

        It does not wait until the loop has started it: a thousand calls in a row are a thousand tasks of the loop's
        next turn, which share a commit, not a thousand turns with one each.

        Raises:
            EngineStoppedError: The thread is not up.
        """
        if self._loop is None:
            raise EngineStoppedError("The engine is not running.", remedy="Call engine.start().")
        if self.is_left_behind:
            raise EngineStoppedError(
                "The engine runs in the process that this one was forked from.", remedy="Call it there."
            )
        return asyncio.run_coroutine_threadsafe(work(*arguments), self._loop)


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    if find_spec("uvloop") is None:
        return None
    factory: Callable[[], asyncio.AbstractEventLoop] = import_module("uvloop").new_event_loop
    return factory
