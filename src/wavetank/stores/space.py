"""How the file of a history gives back to the disk what holds nothing any more."""

from __future__ import annotations

import sqlite3
import time
from contextlib import suppress
from typing import Final

# A portion is written in a few milliseconds: a commit of the engine waits for no more.
_PORTION_PAGES = 128
# What retention removes is about what comes in meanwhile; that much stays for it.
_RESERVE_SHARE = 10
_SMALL_PAGES = 1000
_PAUSE_SECONDS = 0.005
_INCREMENTAL: Final = 2


def prepare_new_file(connection: sqlite3.Connection) -> None:
    """Has a file that is empty yet give space back in portions; does nothing to another one."""
    connection.execute(f"PRAGMA auto_vacuum = {_INCREMENTAL:d}")


def make_shrinkable(connection: sqlite3.Connection) -> None:
    """
    Has a small file that an earlier release made give space back in portions, if nothing stands in the way now.

    A large one is left as it is, because it would have to be written anew: a repair does so.

    Raises:
        sqlite3.DatabaseError: It is damaged.
    """
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    if pages <= _SMALL_PAGES and not is_shrinkable(connection):
        # Another process writes, or the disk is full: the next start tries again, and until then the doctor tells.
        with suppress(sqlite3.OperationalError):
            rewrite(connection)


def is_shrinkable(connection: sqlite3.Connection) -> bool:
    """Returns whether a file can give space back in portions."""
    (mode,) = connection.execute("PRAGMA auto_vacuum").fetchone()
    return bool(mode == _INCREMENTAL)


def rewrite(connection: sqlite3.Connection) -> None:
    """Writes a file anew without what holds nothing, so that it can give space back in portions; others wait."""
    connection.execute(f"PRAGMA auto_vacuum = {_INCREMENTAL:d}")
    connection.execute("VACUUM")


def give_back(connection: sqlite3.Connection) -> None:
    """Gives a portion of what holds nothing back, outside a transaction; the file shrinks at the next checkpoint."""
    portion = min(free_above_reserve(connection), _PORTION_PAGES)
    if portion:
        # Only a script is carried out to its end: each step of this statement gives back one page.
        connection.executescript(f"PRAGMA incremental_vacuum({portion:d})")


def give_back_all(connection: sqlite3.Connection) -> None:
    """Gives back all that `give_back` would, with pauses in which others write."""
    while free_above_reserve(connection):
        give_back(connection)
        time.sleep(_PAUSE_SECONDS)


def free_above_reserve(connection: sqlite3.Connection) -> int:
    """Returns how many pages a file that can shrink should give back."""
    if not is_shrinkable(connection):
        return 0
    (free,) = connection.execute("PRAGMA freelist_count").fetchone()
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    return int(max(free - pages // _RESERVE_SHARE, 0))
