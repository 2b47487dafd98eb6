from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Final

import msgspec

MOMENT_WIDTH: Final = 32
"""How many characters a moment has in a column of moments: `2026-01-02T03:04:05.000006+00:00`, or spaces for none."""


class SummaryPiece(msgspec.Struct, frozen=True, gc=False):
    """
    Rows of some executions by columns, the oldest first.

    Attributes:
        ids: The ids of the executions.
        kinds: The numbers of their kinds, of 64 bits.
        labels: The labels of each.
        created: One moment after another.
        ended: The same, for those that have not ended as well.
    """

    ids: Sequence[str]
    kinds: array[int]
    labels: Sequence[dict[str, str]]
    created: str
    ended: str
