from __future__ import annotations

from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

if TYPE_CHECKING:
    from pathlib import Path

_PATIENCE_SECONDS = 30.0


class InboxLock:
    """
    The lock of whoever writes to an inbox; it ends with its process, whatever that dies of.

    Args:
        inbox: The file of the inbox.
    """

    def __init__(self, inbox: Path) -> None:
        self._lock = FileLock(inbox.with_suffix(".lock"), thread_local=False, fallback_to_soft=False)

    def hold(self) -> None:
        """Takes it, once a receiver that is about to end has let go of it."""
        self._lock.acquire(timeout=_PATIENCE_SECONDS)

    def try_to_hold(self) -> bool:
        """Takes it if nobody has it; returns whether it did."""
        try:
            self._lock.acquire(blocking=False)
        except Timeout:
            return False
        return True

    def release(self) -> None:
        """Lets go of it."""
        self._lock.release()
