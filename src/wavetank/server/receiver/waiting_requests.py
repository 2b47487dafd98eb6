from __future__ import annotations

import asyncio
import itertools
from typing import TYPE_CHECKING

from wavetank.server.receiver.messages import Await, Heard, Reply

if TYPE_CHECKING:
    from collections.abc import Callable

HEARD_WITHIN_SECONDS = 5.0
"""An engine that has not heard of a request by then has no time for it: a cell holds Python's lock."""


class WaitingRequests:
    """
    Requests that a receiver has the engine answer; on the loop of the door.

    Args:
        tell: Tells the engine something.
    """

    def __init__(self, tell: Callable[[object], None]) -> None:
        self._tell = tell
        self._numbers = itertools.count()
        self._heard: dict[int, asyncio.Event] = {}
        self._replies: dict[int, asyncio.Future[Reply | None]] = {}
        self._over = False

    async def reply(
        self, flow: str, trigger_id: str, identity: str, path: str, *, within: float | None
    ) -> Reply | None:
        """
        Returns how the engine answers a request whose event lies in the inbox.

        None if it has no time, does not answer within so many seconds, or ends.
        """
        if self._over:
            return None
        asked, heard = next(self._numbers), asyncio.Event()
        reply: asyncio.Future[Reply | None] = asyncio.get_running_loop().create_future()
        self._heard[asked], self._replies[asked] = heard, reply
        self._tell(Await(asked, flow, trigger_id, identity, path))
        try:
            async with asyncio.timeout(within):
                async with asyncio.timeout(HEARD_WITHIN_SECONDS):
                    await heard.wait()
                return await reply
        except TimeoutError:
            return None
        finally:
            del self._heard[asked], self._replies[asked]

    def take(self, message: Heard | Reply) -> None:
        """Takes in what the engine says to a request; one that waits no more is left alone."""
        if isinstance(message, Heard):
            if message.asked in self._heard:
                self._heard[message.asked].set()
        elif message.asked in self._replies and not self._replies[message.asked].done():
            self._replies[message.asked].set_result(message)

    def end(self) -> None:
        """Has all of them be answered without the engine, which ends."""
        self._over = True
        for asked, reply in self._replies.items():
            self._heard[asked].set()
            if not reply.done():
                reply.set_result(None)
