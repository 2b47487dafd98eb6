"""Inboxes that dead engines left: what was acknowledged is taken in by the next engine of the home."""

from __future__ import annotations

import asyncio
import logging
from contextlib import closing
from typing import TYPE_CHECKING

from wavetank.errors import StoreError
from wavetank.server.receiver.drain import Drain
from wavetank.server.receiver.inbox import Inbox
from wavetank.server.receiver.inbox_lock import InboxLock

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from wavetank.engine.runtime import Runtime

_AGAIN_SECONDS = 0.5
logger = logging.getLogger(__name__)


def left_inboxes(runtime: Runtime, folder: Path) -> list[Path]:
    """Returns the inboxes of engines that are gone, in a folder that there may be."""
    return [file for file in sorted(folder.glob("*.db")) if not runtime.surroundings.alive(file.stem)]


async def take_in(runtime: Runtime, inboxes: Sequence[Path]) -> None:
    """
    Takes in what lies in the inboxes of engines that are gone, and removes them.

    A receiver outlives its engine by what it is just answering: it is waited for.

    Args:
        runtime: The engine; it knows the flows that those engines had.
        inboxes: The files.
    """
    while inboxes:
        inboxes = [file for file in inboxes if not await _is_taken_in(runtime, file)]
        if inboxes:
            with runtime.surroundings.rest.waiting():
                await asyncio.sleep(_AGAIN_SECONDS)


async def _is_taken_in(runtime: Runtime, file: Path) -> bool:
    lock = InboxLock(file)
    if not lock.try_to_hold():
        return False
    try:
        with closing(Inbox(file)) as inbox:
            await Drain(runtime, inbox).run()
        _remove(file)
    except StoreError as error:
        logger.error("What a receiver left in %s cannot be taken in, and stays there: %s", file, error)  # noqa: TRY400
    finally:
        lock.release()
    return True


def _remove(file: Path) -> None:
    for part in (file, *file.parent.glob(f"{file.name}-*"), file.with_suffix(".lock")):
        part.unlink(missing_ok=True)
