from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Coroutine


_OWNED = "engine: "


class TaskSet:
    """Tasks of the loop that belong to one owner and end with it."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[Any, Any, Any], name: str) -> asyncio.Task[Any]:
        """Starts a task; the set holds it until it ends."""
        task = asyncio.get_running_loop().create_task(work, name=owned_name(name))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def halt(self) -> None:
        """Cancels all tasks, and returns when each has ended."""
        await asyncio.gather(*(halt(task) for task in tuple(self._tasks)))


def owned_name(name: str) -> str:
    """Returns the name of a task of the loop that does work of the engine, for one that no TaskSet starts."""
    return f"{_OWNED}{name}"


def owned_tasks() -> list[asyncio.Task[Any]]:
    """Returns the tasks of this loop that do work of the engine and have not ended."""
    return [task for task in asyncio.all_tasks() if task.get_name().startswith(_OWNED)]


async def halt(task: asyncio.Task[Any]) -> None:
    """
    Cancels a task until it has ended.

    One cancellation is not always enough: before Python 3.12 `asyncio.wait_for` may swallow it, and client libraries
    use that.
    """
    while not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=1)
