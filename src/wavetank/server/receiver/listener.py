from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from wavetank.server.receiver.messages import Ended

if TYPE_CHECKING:
    from wavetank.server.receiver.messages import Listen
    from wavetank.server.receiver.post import Post
    from wavetank.server.receiver.remote_context import RemoteContext


class Listener:
    """One realtime trigger in a thread of its own: it may wait for the engine, and nobody else does."""

    def __init__(self, post: Post, listen: Listen, context: RemoteContext) -> None:
        self._post = post
        self._listen = listen
        self._context = context
        self._loop = asyncio.new_event_loop()
        self._task: asyncio.Task[None] | None = None
        self._thread = threading.Thread(target=self._run, daemon=True, name=f"listener {listen.number}")

    def start(self) -> None:
        """Begins to listen."""
        self._task = self._loop.create_task(self._listen.trigger.listen(self._context))
        self._thread.start()

    def stop(self) -> None:
        """Has it end; it tells the engine when it has."""
        if self._task is not None:
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._task.cancel)

    def _run(self) -> None:
        fault = ""
        try:
            if self._task is not None:
                self._loop.run_until_complete(self._task)
        except asyncio.CancelledError:
            pass
        except Exception as error:  # noqa: BLE001 - a source may fail in any way, and is tried again
            fault = str(error) or type(error).__name__
        finally:
            self._loop.close()
            self._post.tell(Ended(self._listen.number, fault))
