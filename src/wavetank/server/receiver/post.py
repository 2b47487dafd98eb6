from __future__ import annotations

import asyncio
import itertools
import queue
import threading
from concurrent.futures import Future
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from wavetank.errors import SourceError, WavetankError
from wavetank.server.http_server import HttpServer
from wavetank.server.receiver.door import ReceiverDoor
from wavetank.server.receiver.inbox import Inbox
from wavetank.server.receiver.inbox_lock import InboxLock
from wavetank.server.receiver.listener import Listener
from wavetank.server.receiver.messages import (
    Answer,
    Arrived,
    Door,
    DoorOpen,
    Heard,
    Hooks,
    HooksKnown,
    Listen,
    Question,
    Reply,
    Stop,
    Unlisten,
)
from wavetank.server.receiver.remote_context import RemoteContext
from wavetank.server.receiver.waiting_requests import WaitingRequests
from wavetank.storage.fsspec_storage import FsspecStorage
from wavetank.stores.home import Home

if TYPE_CHECKING:
    from collections.abc import Sequence
    from multiprocessing.connection import Connection
    from pathlib import Path

    from wavetank.server.receiver.inbox import Letter

_MOST_UNTOLD = 10_000


class Post:
    """
    A receiver at work: its loop serves the door, each listener has a thread, two more speak with the engine.

    It ends when the engine's end of the pipe is closed, as by its death.
    """

    def __init__(self, connection: Connection, home: Path, inbox: Path) -> None:
        folder = Home(home)
        # Held while this process may still write to the inbox: nobody else empties it before.
        self._lock = InboxLock(inbox)
        self._lock.hold()
        self._connection = connection
        self._inbox = Inbox(inbox)
        self._storage = FsspecStorage(str(folder.storage))
        self._door = ReceiverDoor(self, folder.database)
        self._requests = WaitingRequests(self.tell)
        self._server: HttpServer | None = None
        self._listeners: dict[int, Listener] = {}
        self._asked: dict[int, Future[Any]] = {}
        self._numbers = itertools.count()
        self._told: queue.Queue[object] = queue.Queue(_MOST_UNTOLD)
        self._arrived = threading.Event()
        self._over = asyncio.Event()

    async def run(self) -> None:
        """Works until the engine is gone."""
        loop = asyncio.get_running_loop()
        threading.Thread(target=self._hear, args=(loop,), daemon=True, name="wavetank-hearing").start()
        threading.Thread(target=self._speak, daemon=True, name="wavetank-speaking").start()
        await self._over.wait()
        self._requests.end()
        if self._server is not None:
            await self._server.stop()
        self._inbox.close()
        self._lock.release()

    def keep(self, letters: Sequence[Letter]) -> Future[list[str]]:
        """Puts events into the inbox, and tells the engine once they are there; from any thread."""
        kept = self._inbox.put(letters)
        kept.add_done_callback(self._tell_of)
        return kept

    async def reply(
        self, flow: str, trigger_id: str, identity: str, path: str, *, within: float | None
    ) -> Reply | None:
        """
        Returns how the engine answers a request whose event lies in the inbox.

        None if it has no time, does not answer within so many seconds, or ends.
        """
        return await self._requests.reply(flow, trigger_id, identity, path, within=within)

    def tell(self, message: object) -> None:
        """Tells the engine something, when it listens; what it has no time for for very long is left out."""
        with suppress(queue.Full):
            self._told.put_nowait(message)

    def ask(self, number: int, what: str, *arguments: Any, **named: Any) -> Any:
        """
        Asks the context of a listener, which the engine has; the calling thread waits.

        Raises:
            SourceError: It has no answer.
        """
        asked, future = next(self._numbers), Future[Any]()
        self._asked[asked] = future
        self._told.put(Question(number, asked, what, arguments, named))
        return future.result()

    def _tell_of(self, kept: Future[list[str]]) -> None:
        # One word is enough for all that arrive until the engine has heard it.
        if kept.exception() is None and not self._arrived.is_set():
            self._arrived.set()
            self._told.put(Arrived())

    def _speak(self) -> None:
        while True:
            message = self._told.get()
            if isinstance(message, Arrived):
                self._arrived.clear()
            try:
                self._connection.send(message)
            except OSError:
                return

    def _hear(self, loop: asyncio.AbstractEventLoop) -> None:
        try:
            while True:
                message = self._connection.recv()
                if isinstance(message, Answer):
                    self._take_answer(message)
                else:
                    asyncio.run_coroutine_threadsafe(self._obey(message), loop)
        except (EOFError, OSError):
            loop.call_soon_threadsafe(self._over.set)

    def _take_answer(self, answer: Answer) -> None:
        future = self._asked.pop(answer.asked)
        if answer.fault:
            future.set_exception(SourceError(answer.fault))
        else:
            future.set_result(answer.value)

    async def _obey(self, message: object) -> None:
        if isinstance(message, Stop):
            self._over.set()
        elif isinstance(message, Hooks):
            self._door.take(message)
            self.tell(HooksKnown(message.version))
        elif isinstance(message, Heard | Reply):
            self._requests.take(message)
        elif isinstance(message, Door):
            await self._open(message)
        elif isinstance(message, Listen):
            listener = Listener(self, message, RemoteContext(self, message, self._storage))
            self._listeners[message.number] = listener
            listener.start()
        elif isinstance(message, Unlisten) and message.number in self._listeners:
            self._listeners.pop(message.number).stop()

    async def _open(self, door: Door) -> None:
        server = HttpServer(self._door, door.host, door.port)
        try:
            await server.start()
        except WavetankError as error:
            self.tell(DoorOpen("", str(error)))
            return
        self._server = server
        self.tell(DoorOpen(server.url))
