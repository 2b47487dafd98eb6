from __future__ import annotations

import sqlite3
import threading
import time
from abc import ABC, abstractmethod
from contextlib import contextmanager
from typing import TYPE_CHECKING

from wavetank.errors import StoreError
from wavetank.stores import at_once
from wavetank.stores.faults import BUSY_SECONDS
from wavetank.stores.schema import migrate
from wavetank.stores.space import make_shrinkable, prepare_new_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

_WRITER_CACHE_KIB = 8192
_READER_CACHE_KIB = 2048
# `Checkpoints` brings the log back long before; only a commit that finds this much of it does so itself.
_LOG_PAGES = 10_000
_LOG_BYTES = 40 << 20
# One that writes rows of several tables takes 32 KiB. A few of them are nearly all that are used; the others, of which
# there are hundreds, would stay for as long as the engine lives.
_STATEMENTS = 64
_RETRY_SECONDS = 0.01


class Readers(ABC):
    """Lends connections to threads that read."""

    @abstractmethod
    def lend(self) -> AbstractContextManager[sqlite3.Connection]:
        """Lends a connection that is the caller's alone inside the `with` block."""

    @abstractmethod
    def close(self) -> None:
        """Closes the connections that are not lent; the others are closed when they come back."""


class OwnConnections(Readers):
    """
    Connections of their own to a file, opened on demand and used again: no reader waits for another, nor for the
    writer. There are as many as threads ever read at once.
    """

    def __init__(self, path: Path) -> None:
        self._address = f"{path.absolute().as_uri()}?mode=ro"
        self._idle: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        self._closed = False

    @contextmanager
    def lend(self) -> Iterator[sqlite3.Connection]:  # noqa: D102
        connection = self._take()
        try:
            yield connection
        finally:
            self._give_back(connection)

    def close(self) -> None:  # noqa: D102
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _take(self) -> sqlite3.Connection:
        with self._lock:
            if self._closed:
                raise StoreError("The store is closed.")
            if self._idle:
                return self._idle.pop()
        connection = _connect(self._address, uri=True)
        connection.execute(f"PRAGMA cache_size = -{_READER_CACHE_KIB}")
        return connection

    def _give_back(self, connection: sqlite3.Connection) -> None:
        with self._lock:
            if not self._closed:
                self._idle.append(connection)
                return
        connection.close()


class SharedConnection(Readers):
    """The writer's connection, for a store in memory, which no other connection can see: one at a time."""

    def __init__(self, connection: sqlite3.Connection, lock: threading.Lock) -> None:
        self._connection = connection
        self._lock = lock

    @contextmanager
    def lend(self) -> Iterator[sqlite3.Connection]:  # noqa: D102
        with self._lock:
            yield self._connection

    def close(self) -> None:
        """Does nothing: the connection belongs to the writer."""


def open_writer(path: Path | None) -> sqlite3.Connection:
    """
    Opens the file of a store, or a store in memory, and brings its schema up to date.

    Raises:
        StoreError: A newer release made the file, or its disk cannot hold it.
        sqlite3.Error: It cannot be opened.
    """
    connection = _connect(":memory:" if path is None else str(path))
    try:
        if path is not None:
            prepare_new_file(connection)
            _write_ahead(connection)
        connection.execute(f"PRAGMA cache_size = -{_WRITER_CACHE_KIB}")
        migrate(connection)
        if path is not None:
            make_shrinkable(connection)
        # Has the connection look at the tables again, which another process may just have made: what triggers name is
        # looked up in what the connection remembers.
        connection.execute("SELECT 1 FROM flows LIMIT 0")
        at_once.prepare(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def open_checkpointer(path: Path) -> sqlite3.Connection:
    """
    Opens the file of a store to bring its log back into it; the connection waits for nobody.

    Raises:
        sqlite3.Error: It cannot be opened, or is gone.
    """
    connection = _connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)
    connection.execute("PRAGMA busy_timeout = 0")
    connection.execute("PRAGMA synchronous = NORMAL")
    return connection


def _connect(address: str, *, uri: bool = False) -> sqlite3.Connection:
    return sqlite3.connect(
        address,
        uri=uri,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=_STATEMENTS,
    )


def _write_ahead(connection: sqlite3.Connection) -> None:
    mode = _switched(connection)
    if mode != "wal":
        raise StoreError(
            "The disk does not let several processes share a database.",
            remedy="Choose a home on a local disk; network disks rarely can.",
        )
    connection.execute(f"PRAGMA wal_autocheckpoint = {_LOG_PAGES}")
    connection.execute(f"PRAGMA journal_size_limit = {_LOG_BYTES}")
    connection.execute("PRAGMA synchronous = NORMAL")


def _switched(connection: sqlite3.Connection) -> str:
    """Returns the mode of the journal after asking for WAL; processes that ask for it at once refuse each other."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(_RETRY_SECONDS)
        else:
            return str(mode)
