from __future__ import annotations

import asyncio
import threading
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, TypeVar

from anyio.from_thread import BlockingPortal, start_blocking_portal

from wavetank.errors import EngineStoppedError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from concurrent.futures import Future
    from contextlib import AbstractContextManager

T = TypeVar("T")


class Portal:
    """The engine's own thread with its own loop, and the way into it from any other thread."""

    def __init__(self) -> None:
        self._context: AbstractContextManager[BlockingPortal] | None = None
        self._portal: BlockingPortal | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: int | None = None

    @property
    def is_here(self) -> bool:
        """Whether whoever asks is on the engine's own thread, which must not wait for others."""
        return self._thread == threading.get_ident()

    @property
    def running(self) -> bool:
        """Whether the thread is up."""
        return self._portal is not None

    def start(self) -> None:
        """Starts the thread, with uvloop if it is installed."""
        options = {"use_uvloop": find_spec("uvloop") is not None}
        self._context = start_blocking_portal("asyncio", options, name="wavetank-engine")
        self._portal = self._context.__enter__()
        self._loop = self._portal.call(asyncio.get_running_loop)
        self._thread = self._portal.call(threading.get_ident)

    def stop(self) -> None:
        """Ends the loop and the thread."""
        context, self._context, self._portal = self._context, None, None
        if context is not None:
            context.__exit__(None, None, None)
        # The system may give the same number to another thread.
        self._thread = None

    def call(self, work: Callable[..., Coroutine[Any, Any, T]], *arguments: Any) -> T:
        """Runs a coroutine function on the loop, and returns what it returns."""
        result: T = self._up().call(work, *arguments)
        return result

    def begin(self, work: Callable[..., Coroutine[Any, Any, T]], *arguments: Any) -> Future[T]:
        """
        Starts a coroutine function on the loop, and returns the future of its result.

        It does not wait until the loop has started it, as the portal would: a thousand calls in a row are a thousand
        tasks of the loop's next turn, which share a commit, not a thousand turns with one each.
        """
        self._up()
        assert self._loop is not None  # noqa: S101 - it is up
        return asyncio.run_coroutine_threadsafe(work(*arguments), self._loop)

    def _up(self) -> BlockingPortal:
        if self._portal is None:
            raise EngineStoppedError("The engine is not running.", remedy="Call engine.start().")
        return self._portal
