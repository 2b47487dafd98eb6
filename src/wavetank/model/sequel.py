from __future__ import annotations

import msgspec

from wavetank.model.state import State


class Sequel(msgspec.Struct, frozen=True):
    """
    What follows a round of a loop.

    Attributes:
        state: How the task ends; None: there is another round.
        seconds: How long the execution waits before it.
        reason: Why it ends although its condition does not hold; empty otherwise.
    """

    state: State | None = None
    seconds: float = 0
    reason: str = ""
