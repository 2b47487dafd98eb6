from __future__ import annotations

import sqlite3
import threading
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from wavetank.stores.connections import open_checkpointer

if TYPE_CHECKING:
    from pathlib import Path

# Reckoned in rows, each of which leaves 1 to 3 pages in the log: 6 to 20 MiB. Pages that many commits change meanwhile
# are brought back once.
_MUCH = 1500
_BYTES_OF_A_PAGE = 4096
_ROUNDS_BESIDE_OTHERS = 2


class Checkpoints:
    """
    Brings SQLite's log back into the file of a store, in a thread of its own.

    The commit that finds the log full would do so itself otherwise, and an event that waits for that commit would wait
    for thousands of pages. Others write meanwhile; what they wrote is little, so the last round, for which they wait,
    is short, and after it the log begins anew. Where the log grows faster than that, a commit still does it.

    Args:
        path: The file.
        writing: Held by who writes to it in this process.
    """

    def __init__(self, path: Path, writing: threading.Lock) -> None:
        self._path = path
        self._writing = writing
        self._due = threading.Event()
        self._closed = False
        self._in_log = 0.0
        self._thread: threading.Thread | None = None

    def note(self, rows: int, size: int) -> None:
        """Notes how many rows were written, with how many bytes; wakes the thread when there is much to bring back."""
        self._in_log += rows + size / _BYTES_OF_A_PAGE
        if self._in_log < _MUCH:
            return
        self._in_log = 0.0
        self._due.set()
        # A process that is ending starts no threads any more; what was written is written.
        with suppress(RuntimeError):
            self._begin()

    def close(self) -> None:
        """Returns when the thread has ended; nobody may write meanwhile, nor hold the lock."""
        self._closed = True
        self._due.set()
        if self._thread is not None:
            self._thread.join()

    def _begin(self) -> None:
        if self._thread is None:
            thread = threading.Thread(target=self._run, name="wavetank-checkpoints", daemon=True)
            thread.start()
            self._thread = thread

    def _run(self) -> None:
        # What is wrong with the file or its disk, the next commit meets and tells; the log keeps what it holds.
        with suppress(sqlite3.Error), closing(open_checkpointer(self._path)) as connection:
            while self._wait():
                with suppress(sqlite3.Error):
                    self._bring_back(connection)

    def _wait(self) -> bool:
        self._due.wait()
        self._due.clear()
        return not self._closed

    def _bring_back(self, connection: sqlite3.Connection) -> None:
        for _ in range(_ROUNDS_BESIDE_OTHERS):
            _checkpoint(connection)
        with self._writing:
            _checkpoint(connection)


def _checkpoint(connection: sqlite3.Connection) -> None:
    # Waits for nobody: where another process does the same, or one reads what is older, the rest stays in the log.
    connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
