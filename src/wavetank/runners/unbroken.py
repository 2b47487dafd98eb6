from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

import anyio

if TYPE_CHECKING:
    from collections.abc import Coroutine

T = TypeVar("T")


async def unbroken(work: Coroutine[Any, Any, T]) -> T:
    """
    Returns what `work` returns, when it has come to its end, however often the one who waits is cancelled meanwhile.

    Raises:
        asyncio.CancelledError: The one who waits was cancelled; `work` has ended.
    """
    task = asyncio.get_running_loop().create_task(work)
    cancelled = await until_done(task)
    if cancelled is not None:
        raise cancelled
    return task.result()


async def until_done(task: asyncio.Task[Any]) -> asyncio.CancelledError | None:
    """Returns when a task has ended, with the last cancellation of the one who waits."""
    cancelled = None
    # Whoever cancels may do so again and again: anyio in each turn of the loop, unless it is told to wait.
    with anyio.CancelScope(shield=True):
        while not task.done():
            try:
                await asyncio.wait([task])
            except asyncio.CancelledError as error:
                cancelled = error
    if not task.cancelled():
        # Looked at, so that Python does not report it as one that nobody asked for.
        task.exception()
    return cancelled
