from __future__ import annotations

import os
from typing import TYPE_CHECKING

from wavetank.stores.faults import gone

if TYPE_CHECKING:
    from pathlib import Path

Identity = tuple[int, int]


class OpenFile:
    """
    The file of a database that is open, and its log beside it: SQLite goes on writing to them when they are removed.

    Args:
        path: The database; None for one in memory, which nobody can remove.
    """

    def __init__(self, path: Path | None) -> None:
        self._paths = () if path is None else (str(path), f"{path}-wal")
        self._seen: dict[str, Identity] = {}

    def check(self) -> None:
        """
        Returns if what is written can be found again.

        Raises:
            StoreError: A file that was there is gone, or is another one now.
        """
        for path in self._paths:
            found = _identity(path)
            seen = self._seen.get(path, found)
            if found is None or found != seen:
                raise gone(path)
            self._seen[path] = found


def _identity(path: str) -> Identity | None:
    try:
        # Once for each commit that is synced: a Path would take longer than the call.
        status = os.stat(path)  # noqa: PTH116
    except OSError:
        return None
    return status.st_dev, status.st_ino
