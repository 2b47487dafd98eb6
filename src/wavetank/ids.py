"""
Identifiers: 22 characters of base 62, made from 128 random bits, as Kestra writes them.

Randomness is injected: a source made with a seed gives the same ids each time, which keeps example notebooks and
tests still.
"""

from __future__ import annotations

import random
import secrets
from typing import Protocol

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
LENGTH = 22
_PAIRS = tuple(first + second for first in ALPHABET for second in ALPHABET)


class IdSource(Protocol):
    """Where new identifiers come from; calling it never returns the same text twice."""

    def __call__(self) -> str:
        """Returns a new identifier."""


def new_id() -> str:
    """Returns a random identifier that cannot be guessed."""
    return encode(secrets.randbits(128))


def seeded_ids(seed: int) -> IdSource:
    """Returns a source whose identifiers are the same for the same `seed`."""
    generator = random.Random(seed)  # noqa: S311 - asked for
    return lambda: encode(generator.getrandbits(128))


def encode(number: int) -> str:
    """Returns the base 62 text of a number of up to 128 bits, padded to 22 characters."""
    pairs = []
    for _ in range(LENGTH // 2):
        number, rest = divmod(number, 3844)
        pairs.append(_PAIRS[rest])
    return "".join(reversed(pairs))
