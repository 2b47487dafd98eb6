from __future__ import annotations

import secrets
from collections import deque

from wavetank.ids import ALPHABET, LENGTH

_AT_ONCE = 256
# A byte is a sign by its rest; those of an incomplete last round are left out, so that each sign is as likely. A first
# sign below 7 keeps the number below 128 bits.
_SIGNS = bytes(ord(ALPHABET[number % 62]) for number in range(256))
_NO_SIGNS = bytes(range(256 // 62 * 62, 256))
_FIRST_SIGNS = bytes(ord(ALPHABET[number % 7]) for number in range(256))
_NO_FIRST_SIGNS = bytes(range(256 // 7 * 7, 256))


class IdPool:
    """
    A source of random identifiers that cannot be guessed, for any thread.

    It asks the system for the randomness of many at once, and makes their texts then: each question lets go of the
    GIL, and a cell that computes may keep it for half a millisecond.
    """

    def __init__(self) -> None:
        self._ready: deque[str] = deque()

    def __call__(self) -> str:
        """Returns a new identifier."""
        while True:
            try:
                return self._ready.pop()
            except IndexError:
                self._fill()

    def _fill(self) -> None:
        firsts = secrets.token_bytes(_AT_ONCE).translate(_FIRST_SIGNS, _NO_FIRST_SIGNS).decode()
        rest = secrets.token_bytes(_AT_ONCE * LENGTH).translate(_SIGNS, _NO_SIGNS).decode()
        step = LENGTH - 1
        pieces = (rest[start : start + step] for start in range(0, len(rest) - step + 1, step))
        self._ready.extend(first + piece for first, piece in zip(firsts, pieces, strict=False))
