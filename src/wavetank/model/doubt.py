from __future__ import annotations

from typing import NamedTuple


class Doubt(NamedTuple):
    """
    Why a task that is written well may still fail here.

    Attributes:
        path: The property that it is about, from the task down.
        message: What is doubtful, in a sentence.
        remedy: What to do, in a sentence.
    """

    path: tuple[str | int, ...]
    message: str
    remedy: str
