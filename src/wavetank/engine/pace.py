from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

# After a wait for the disk, this part of its length is left to others.
_REST = 0.5
# A disk that hesitates once delays nobody who is waited for: seconds that may be borrowed from the rests to come.
_CREDIT = 0.01
# No loop wakes up after less than half a millisecond, and no single wait for the disk counts for more than the other.
_SHORTEST, _LONGEST = 0.0005, 0.02


class Pace:
    """
    When the disk may be waited for again, so that under load it does not take all of the time and more share each wait.

    What somebody waits for may borrow from the rests to come; what nobody waits for may not. By the virtual schedule
    of a leaky bucket (GCRA).
    """

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._free_at = 0.0

    def waited(self, began: float, ended: float) -> None:
        """Says that the disk was waited for between these instants."""
        took = min(ended - began, _LONGEST)
        self._free_at = max(self._free_at, ended - took) + (1 + _REST) * took

    def rest(self, *, awaited: bool) -> float:
        """Returns the seconds until the disk may be waited for again, 0 for at once."""
        left = self._free_at - self._clock() - (_CREDIT if awaited else 0)
        return left if left > _SHORTEST else 0
