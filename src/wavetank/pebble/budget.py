from __future__ import annotations

import time
from typing import Final

from wavetank.pebble.missing import RefusedError

MOST_ROUNDS: Final = 1_000_000
MOST_SECONDS: Final = 0.8


class Budget:
    """What one rendering may still spend on loops and calls of macros."""

    __slots__ = ("calls", "deadline", "rounds")

    def __init__(self) -> None:
        self.rounds = 0
        self.calls = 0
        self.deadline = 0.0

    def spend_round(self) -> None:
        """Counts one round of a loop, or one call; every 32nd looks at the time."""
        self.rounds += 1
        if self.rounds & 31 == 1:
            self.check_time()
        if self.rounds > MOST_ROUNDS:
            raise RefusedError(f"The loops take more than {MOST_ROUNDS:,} rounds.", "Loop in a task instead.")

    def check_time(self) -> None:
        """
        Starts the time with the first call, and looks with every further one whether it is over.

        Raises:
            RefusedError: It is.
        """
        # The processor time of this thread: a busy machine must not make a harmless loop fail.
        spent = time.thread_time()
        if not self.deadline:
            self.deadline = spent + MOST_SECONDS
        elif spent > self.deadline:
            raise RefusedError(f"The template takes longer than {MOST_SECONDS} s.", "Do it in a task instead.")
