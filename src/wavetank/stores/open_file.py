from __future__ import annotations

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
        self._paths = () if path is None else (path, path.with_name(f"{path.name}-wal"))
        self._seen: dict[Path, Identity] = {}

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
                raise gone(str(path))
            self._seen[path] = found


def _identity(path: Path) -> Identity | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
