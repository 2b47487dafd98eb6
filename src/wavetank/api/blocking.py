from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import CancelledError
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, Protocol, TypeVar, overload

from wavetank.errors import EngineStoppedError

if TYPE_CHECKING:
    from concurrent.futures import Future

    from wavetank.engine.portal import Portal

P = ParamSpec("P")
R = TypeVar("R")


class HasPortal(Protocol):
    """An object whose methods run on an engine's loop."""

    @property
    def portal(self) -> Portal:
        """The way onto the loop."""


Owner = TypeVar("Owner", bound=HasPortal)
Work = Callable[Concatenate[Owner, P], Coroutine[Any, Any, R]]


class Blocking(Generic[P, R]):
    """
    A method that is written once, as a coroutine on the engine's loop, and called in two ways.

    `engine.run(…)` blocks until it is done; `await engine.run.awaitable(…)` does not.
    """

    def __init__(self, work: Callable[..., Coroutine[Any, Any, R]], owner: HasPortal | None = None) -> None:
        self._work = work
        self._owner = owner
        self.__doc__ = work.__doc__
        self.__name__ = work.__name__
        self.__wrapped__ = work

    @property
    def __signature__(self) -> inspect.Signature:
        """How it is called, for `engine.run?`: on an object without `self`."""
        signature = inspect.signature(self._work)
        if self._owner is None:
            return signature
        return signature.replace(parameters=list(signature.parameters.values())[1:])

    @overload
    def __get__(self, owner: None, kind: type[Any]) -> Blocking[P, R]: ...
    @overload
    def __get__(self, owner: HasPortal, kind: type[Any] | None = None) -> Blocking[P, R]: ...
    def __get__(self, owner: HasPortal | None, kind: type[Any] | None = None) -> Blocking[P, R]:
        return Blocking(self._work, owner)

    def __call__(self, *arguments: P.args, **named: P.kwargs) -> R:
        """Does the work on the loop, and returns what it returns."""
        future: Future[R] = self._begin(*arguments, **named)
        try:
            return future.result()
        except CancelledError:
            raise EngineStoppedError(
                "The engine was stopped while it was waited for.",
                remedy="What had not ended goes on at its next start.",
            ) from None
        except BaseException:
            # An interrupted cell gives up waiting; what it asked for is given up too.
            future.cancel()
            raise

    def awaitable(self, *arguments: P.args, **named: P.kwargs) -> Awaitable[R]:
        """Returns an awaitable of what the call returns, for cells and programs that run on a loop of their own."""
        return asyncio.wrap_future(self._begin(*arguments, **named))

    async def on_loop(self, owner: HasPortal, *arguments: P.args, **named: P.kwargs) -> R:
        """Awaits the work where one already is on the engine's loop."""
        return await self._work(owner, *arguments, **named)

    def _begin(self, *arguments: Any, **named: Any) -> Any:
        if self._owner is None:
            raise TypeError(f"{self.__name__} is called on an object, not on its class")
        owner, work = self._owner, self._work

        async def begin() -> R:
            return await work(owner, *arguments, **named)

        return owner.portal.begin(begin)


def blocking(work: Callable[Concatenate[Owner, P], Coroutine[Any, Any, R]]) -> Blocking[P, R]:
    """Makes a coroutine method callable from any thread, see Blocking."""
    return Blocking(work)
