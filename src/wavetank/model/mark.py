from __future__ import annotations

import msgspec


class Mark(msgspec.Struct, frozen=True):
    """
    How far a store was written at a moment.

    Attributes:
        position: Of the records that were written last.
        writes: Another number whenever somebody else than this engine has written.
    """

    position: int
    writes: int
