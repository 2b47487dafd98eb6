from __future__ import annotations

import queue
import sqlite3
import threading
from concurrent.futures import Future
from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec

from wavetank.model.event import Event
from wavetank.stores.faults import BUSY_SECONDS, fault_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_SCHEMA = """
CREATE TABLE IF NOT EXISTS events (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  flow TEXT NOT NULL,
  trigger_id TEXT NOT NULL,
  identity TEXT NOT NULL,
  execution_id TEXT NOT NULL,
  content BLOB NOT NULL,
  UNIQUE (flow, trigger_id, identity)
)
"""
_INSERT = "INSERT OR IGNORE INTO events (flow, trigger_id, identity, execution_id, content) VALUES (?, ?, ?, ?, ?)"
_EARLIER = "SELECT execution_id FROM events WHERE flow = ? AND trigger_id = ? AND identity = ?"
_OLDEST = "SELECT position, flow, trigger_id, content FROM events ORDER BY position LIMIT ?"
_DECODER = msgspec.msgpack.Decoder(Event)


class Letter(msgspec.Struct, frozen=True):
    """An event in an inbox, with the flow, `namespace.id`, and the trigger that it is for."""

    flow: str
    trigger_id: str
    event: Event
    position: int = 0


_Waiting = tuple["Sequence[Letter]", "Future[list[str]]"]


class Inbox:
    """
    Events that were received and not yet taken in by the engine: a file of its own, so that a receiver never waits for
    whoever writes to the history.

    Args:
        path: The file, made if there is none.

    Raises:
        StoreError: It cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self._place = str(path)
        self._connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        try:
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = FULL")
            self._connection.execute(_SCHEMA)
        except sqlite3.Error as error:
            self._connection.close()
            raise fault_of(error, self._place) from error
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._writer: threading.Thread | None = None

    def put(self, letters: Sequence[Letter]) -> Future[list[str]]:
        """
        Keeps events, with those that others put in at the same time; from any thread.

        Returns:
            For each event the id of the execution that it will make; of one that lies there already, that one's. When
            that is known they survive a power cut. StoreError: nothing was kept.
        """
        if self._writer is None:
            self._writer = threading.Thread(target=self._write_on, daemon=True, name="wavetank-inbox")
            self._writer.start()
        kept: Future[list[str]] = Future()
        self._queue.put((letters, kept))
        return kept

    def oldest(self, most: int) -> list[Letter]:
        """Returns the events that have lain there longest."""
        try:
            rows = self._connection.execute(_OLDEST, (most,)).fetchall()
        except sqlite3.Error as error:
            raise fault_of(error, self._place) from error
        return [
            Letter(flow, trigger_id, _DECODER.decode(content), position) for position, flow, trigger_id, content in rows
        ]

    def holds(self, flow: str, trigger_id: str, identity: str) -> bool:
        """Returns whether an event lies there."""
        try:
            return bool(self._connection.execute(_EARLIER, (flow, trigger_id, identity)).fetchall())
        except sqlite3.Error as error:
            raise fault_of(error, self._place) from error

    def forget(self, position: int) -> None:
        """
        Removes what lies there up to a position.

        It is one statement, which nothing that holds Python's lock can stop in the middle.
        """
        try:
            self._connection.execute("DELETE FROM events WHERE position <= ?", (position,))
        except sqlite3.Error as error:
            raise fault_of(error, self._place) from error

    def close(self) -> None:
        """Lets go of the file, when all that was put in is kept."""
        if self._writer is not None:
            self._queue.put(None)
            self._writer.join()
        self._connection.close()

    def _write_on(self) -> None:
        while (first := self._queue.get()) is not None:
            waiting = [first]
            ending = False
            while not self._queue.empty():
                following = self._queue.get()
                if following is None:
                    ending = True
                    break
                waiting.append(following)
            self._write(waiting)
            if ending:
                return

    def _write(self, waiting: list[_Waiting]) -> None:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            made = [[self._insert(letter) for letter in letters] for letters, _ in waiting]
            self._connection.execute("COMMIT")
        except (sqlite3.Error, ValueError, TypeError) as error:
            with suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")
            for _, kept in waiting:
                kept.set_exception(fault_of(error, self._place))
            return
        for (_, kept), ids in zip(waiting, made, strict=True):
            kept.set_result(ids)

    def _insert(self, letter: Letter) -> str:
        event = letter.event
        place = (letter.flow, letter.trigger_id, event.identities[0])
        content = msgspec.msgpack.encode(event)
        if self._connection.execute(_INSERT, (*place, event.execution_id, content)).rowcount:
            return event.execution_id
        (earlier,) = self._connection.execute(_EARLIER, place).fetchone()
        return str(earlier)
