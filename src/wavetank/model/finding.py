from __future__ import annotations

from enum import StrEnum

import msgspec


class Grade(StrEnum):
    """How much a finding matters."""

    FINE = "FINE"
    NOTE = "NOTE"
    FAULT = "FAULT"
    REPAIRED = "REPAIRED"


class Finding(msgspec.Struct, frozen=True):
    """
    What a look at a home or an engine found.

    Attributes:
        subject: What was looked at, in a word or two.
        detail: What was found, in a sentence.
        remedy: What to do about it; empty when there is nothing to do.
        repairable: `repair=True` sets it right.
    """

    subject: str
    grade: Grade
    detail: str
    remedy: str = ""
    repairable: bool = False
