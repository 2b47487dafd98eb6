from __future__ import annotations

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

    @property
    def running(self) -> bool:
        """Whether the thread is up."""
        return self._portal is not None

    def start(self) -> None:
        """Starts the thread, with uvloop if it is installed."""
        options = {"use_uvloop": find_spec("uvloop") is not None}
        self._context = start_blocking_portal("asyncio", options, name="wavetank-engine")
        self._portal = self._context.__enter__()

    def stop(self) -> None:
        """Ends the loop and the thread."""
        context, self._context, self._portal = self._context, None, None
        if context is not None:
            context.__exit__(None, None, None)

    def call(self, work: Callable[..., Coroutine[Any, Any, T]], *arguments: Any) -> T:
        """Runs a coroutine function on the loop, and returns what it returns."""
        result: T = self._up().call(work, *arguments)
        return result

    def begin(self, work: Callable[..., Coroutine[Any, Any, T]], *arguments: Any) -> Future[T]:
        """Starts a coroutine function on the loop, and returns the future of its result."""
        return self._up().start_task_soon(work, *arguments)

    def _up(self) -> BlockingPortal:
        if self._portal is None:
            raise EngineStoppedError("The engine is not running.", remedy="Call engine.start().")
        return self._portal
