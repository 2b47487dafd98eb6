from __future__ import annotations

import msgspec

from wavetank.model.state import State


class Pausing(msgspec.Struct, frozen=True):
    """
    How a task run waits for somebody to go on.

    Attributes:
        seconds: After how long it ends by itself; None waits until it is resumed.
        outcome: How it ends then; SUCCESS has the execution go on.
    """

    seconds: float | None = None
    outcome: State = State.SUCCESS
