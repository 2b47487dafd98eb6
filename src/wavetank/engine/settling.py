from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wavetank.engine.journal import Journal
    from wavetank.engine.surroundings import Surroundings

# What one turn of the loop does may leave work for the next ones without a trace that could be seen in between.
_TURNS = 8
_PAUSE = 0.001


class Settling:
    """
    Tells when an engine has nothing left to do at the present moment of its clock.

    Attributes:
        busy: The names of the tasks that were at work when it last looked.
    """

    def __init__(self, surroundings: Surroundings, journal: Journal) -> None:
        self._rest = surroundings.rest
        self._journal = journal
        self.busy: list[str] = []

    async def settle(self) -> None:
        """Returns when all that is due is done and on disk; what waits for a later moment goes on waiting."""
        calm, commits = 0, -1
        while calm < _TURNS:
            await asyncio.sleep(0)
            self.busy = self._rest.busy()
            if self.busy:
                # It works in a thread, or waits for the outside.
                await asyncio.sleep(_PAUSE)
            quiet = not self.busy and not self._journal.waiting and self._journal.commits == commits
            calm, commits = calm + 1 if quiet else 0, self._journal.commits
