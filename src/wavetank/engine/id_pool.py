from __future__ import annotations

import secrets
from collections import deque

from wavetank.ids import encode

_BYTES = 16
_AT_ONCE = 256


class IdPool:
    """
    A source of random identifiers that cannot be guessed, for any thread.

    It asks the system for the randomness of many at once: each question lets go of the GIL, and a cell that computes
    may keep it for half a millisecond.
    """

    def __init__(self) -> None:
        self._numbers: deque[int] = deque()

    def __call__(self) -> str:
        """Returns a new identifier."""
        while True:
            try:
                return encode(self._numbers.pop())
            except IndexError:
                self._fill()

    def _fill(self) -> None:
        block = secrets.token_bytes(_BYTES * _AT_ONCE)
        pieces = (block[start : start + _BYTES] for start in range(0, len(block), _BYTES))
        self._numbers.extend(int.from_bytes(piece) for piece in pieces)
