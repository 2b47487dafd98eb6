from __future__ import annotations

from enum import StrEnum


class Missed(StrEnum):
    """What happens to dates that passed while nobody listened: all fire one after another, the last one, or none."""

    ALL = "ALL"
    LAST = "LAST"
    NONE = "NONE"
