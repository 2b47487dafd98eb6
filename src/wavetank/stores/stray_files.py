"""Files of a home that nothing refers to."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wavetank.stores.home import Home

_INCOMING = ".incoming"
# What came in less than an hour ago may still be written, and its execution may be about to be.
_SETTLED_SECONDS = 3600.0


def leftovers(home: Home) -> Iterator[Path]:
    """Yields the files that wait to be whole, and were not touched for an hour."""
    folder = home.storage / _INCOMING
    if folder.is_dir():
        yield from (file for file in folder.iterdir() if _settled(file))


def orphans(home: Home) -> Iterator[Path]:
    """Yields the folders of executions that the history does not know, and that were not touched for an hour."""
    folders = [folder for folder in home.storage.glob("**/executions/*") if folder.is_dir() and _settled(folder)]
    if not folders:
        return
    address = f"{home.database.absolute().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True)) as connection:
            for folder in folders:
                if not connection.execute("SELECT 1 FROM executions WHERE id = ?", (folder.name,)).fetchone():
                    yield folder
    except sqlite3.Error:
        # What a history knows that cannot be read is not known.
        return


def _settled(path: Path) -> bool:
    return time.time() - path.stat().st_mtime > _SETTLED_SECONDS
