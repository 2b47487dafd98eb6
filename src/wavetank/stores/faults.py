from __future__ import annotations

import sqlite3

from wavetank.errors import ConflictError, StoreError

BUSY_SECONDS = 5
"""How long a connection waits for another process that is writing."""

BUSY_SECONDS_AGAIN = 0.2
"""How long it waits after it waited in vain: a loop waits with it, and has other things to do."""

_LOCKED = (
    f"Another process has been writing to the history for more than {BUSY_SECONDS} seconds.",
    "Close what holds it, as a database browser with unsaved changes, and try again.",
)
_DAMAGED = (
    "The history is damaged, or it is no history of Wavetank",
    "Run wt.doctor(home, repair=True): it puts the damaged file aside and takes over what can be read of it.",
)
_REASONS: dict[int, tuple[str, str]] = {
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_READONLY: (
        "The history may only be read.",
        "Give your user permission to write the file and its folder, or choose another home.",
    ),
    sqlite3.SQLITE_FULL: ("The disk of the history is full; nothing was written.", "Free some space and try again."),
    sqlite3.SQLITE_CANTOPEN: (
        "The history cannot be opened.",
        "Check that its folder exists and that your user may write to it, or choose another home.",
    ),
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_IOERR: (
        "The disk of the history answers with an error",
        "Check the disk; if it is a network disk, choose a home on a local one.",
    ),
    sqlite3.SQLITE_CONSTRAINT: (
        "What is to be written contradicts what is stored",
        "Another engine has gone on with the same execution: let one of the two run it.",
    ),
}


def gone(place: str) -> StoreError:
    """Returns what to tell the user when the file of a store was removed under it."""
    return StoreError(
        "The history was removed while it was open; nothing was written.",
        where=place,
        remedy="Put its folder back, or restart the kernel to begin a new one.",
    )


def fault_of(error: Exception, place: str) -> StoreError:
    """Returns what to tell the user about an error of SQLite, or about a value that it cannot take."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return StoreError(f"The history cannot be read or written: {str(error).rstrip('.')}.", where=place)
    cause, remedy = _REASONS.get(code & 0xFF, ("The history cannot be read or written", ""))
    kind = ConflictError if code & 0xFF == sqlite3.SQLITE_CONSTRAINT else StoreError
    return kind(cause if cause.endswith(".") else f"{cause}: {error}.", where=place, remedy=remedy)
