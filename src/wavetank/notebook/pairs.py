from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def read_pairs(written: Iterable[str]) -> dict[str, str]:
    """
    Returns what `KEY=VALUE` texts say; a later one wins.

    Raises:
        ValueError: One has no `=`.
    """
    pairs = {}
    for text in written:
        key, equals, value = text.partition("=")
        if not equals or not key:
            raise ValueError(f"{text!r} is not KEY=VALUE")
        pairs[key] = value
    return pairs
