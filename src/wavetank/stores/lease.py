from __future__ import annotations

import errno
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from wavetank.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wavetank.stores.home import Home

_PATIENCE_SECONDS = 5.0
_TAKING_OVER_SECONDS = 30.0
_TAKING_OVER = "taking-over.lock"


class Lease:
    """
    An engine's claim to be alive: a lock of the operating system, which ends with the process whatever it dies of.

    It is taken when it is made. Forked children and started programs do not keep it.

    Raises:
        StoreError: The lock cannot be taken.
    """

    def __init__(self, home: Home, engine_id: str) -> None:
        self._folder = home.engines
        self._file = self._file_of(engine_id)
        # An engine may be stopped by another thread than the one that started it.
        self._lock = _lock(self._file)
        with _faults(self._file):
            self._take()

    def alive(self, engine_id: str) -> bool:
        """
        Returns whether an engine of this home still runs; what a dead one left behind is cleared away.

        Raises:
            StoreError: Its lock cannot be looked at.
        """
        file = self._file_of(engine_id)
        if file == self._file:
            return self._lock.is_locked
        if not engine_id or not file.exists():
            return False
        with _faults(file):
            return not _cleared(file)

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """
        Holds a lock that only one engine of the home has at a time: while it looks at who is dead, and takes over.

        Raises:
            StoreError: Another engine holds it for more than half a minute.
        """
        file = self._folder / _TAKING_OVER
        lock = _lock(file)
        with _faults(file):
            lock.acquire(timeout=_TAKING_OVER_SECONDS)
        try:
            yield
        finally:
            lock.release()

    def release(self) -> None:
        """Gives the claim up; doing so again has no effect."""
        if self._lock.is_locked:
            with suppress(OSError):
                self._file.unlink()
            self._lock.release()

    def _file_of(self, engine_id: str) -> Path:
        return self._folder / f"{engine_id}.lock"

    def _take(self) -> None:
        self._lock.acquire(timeout=_PATIENCE_SECONDS)
        # Whoever asked in between whether this engine lives may have cleared the file away before it was locked.
        while not self._file.exists():
            self._lock.release()
            self._lock.acquire(timeout=_PATIENCE_SECONDS)


def _lock(file: Path, *, blocking: bool = True) -> FileLock:
    # A marker in the place of a lock would outlive its process, or be taken for one that got its number later.
    return FileLock(file, blocking=blocking, thread_local=False, fallback_to_soft=False)


def living(home: Home) -> list[str]:
    """
    Returns the ids of the engines that use a home; what dead ones left behind is cleared away.

    Raises:
        StoreError: A lock cannot be looked at.
    """
    files = [file for file in home.engines.glob("*.lock") if file.name != _TAKING_OVER]
    found = []
    for file in files:
        with _faults(file):
            if not _cleared(file):
                found.append(file.stem)
    return found


def _cleared(file: Path) -> bool:
    probe = _lock(file, blocking=False)
    try:
        probe.acquire()
    except Timeout:
        return False
    with suppress(OSError):
        file.unlink()
    probe.release()
    return True


@contextmanager
def _faults(file: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, Timeout) as error:
        if getattr(error, "errno", None) in (errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP):
            raise StoreError(
                "The disk of the home has no locks: nobody could tell which engines are alive.",
                where=str(file),
                remedy="Choose a home on a local disk: WAVETANK_HOME, or wt.Engine(home=…).",
            ) from error
        raise StoreError(
            f"The lease of an engine cannot be locked: {error}.",
            where=str(file),
            remedy="Give your user permission to write there, or choose a home on a local disk.",
        ) from error
