"""Inboxes that dead engines left: what was acknowledged is taken in by the next engine of the home."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from wavetank.server.receiver.drain import Drain
from wavetank.server.receiver.inbox import Inbox
from wavetank.server.receiver.inbox_lock import InboxLock

if TYPE_CHECKING:
    from pathlib import Path

    from wavetank.engine.runtime import Runtime


async def take_in_what_was_left(runtime: Runtime, folder: Path) -> None:
    """
    Takes in what lies in the inboxes of engines that are gone, and removes them.

    One whose receiver still writes is left for the next start.

    Args:
        runtime: The engine; its flows are known.
        folder: Where the inboxes of a home are.
    """
    for file in _inboxes(folder):
        lock = InboxLock(file)
        if runtime.surroundings.alive(file.stem) or not lock.try_to_hold():
            continue
        try:
            with closing(Inbox(file)) as inbox:
                await Drain(runtime, inbox).run()
            _remove(file)
        finally:
            lock.release()


def _inboxes(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.db"))


def _remove(file: Path) -> None:
    for part in (file, *file.parent.glob(f"{file.name}-*"), file.with_suffix(".lock")):
        part.unlink(missing_ok=True)
