from __future__ import annotations

from enum import StrEnum

import msgspec

from wavetank.model.plan import Group


class Relation(StrEnum):
    """How two nodes of the graph of a flow follow each other."""

    SEQUENTIAL = "SEQUENTIAL"
    PARALLEL = "PARALLEL"
    CHOICE = "CHOICE"
    DYNAMIC = "DYNAMIC"
    ERROR = "ERROR"
    FINALLY = "FINALLY"
    AFTER_EXECUTION = "AFTER_EXECUTION"


class Outline(msgspec.Struct, frozen=True):
    """
    The children of a flowable task as they are written: every group that a plan of it may have.

    Attributes:
        relation: How the groups follow the task; of a DYNAMIC one the groups come once for each value.
        groups: The value of a group is the case that leads to it.
    """

    relation: Relation
    groups: tuple[Group, ...]
