from __future__ import annotations

from enum import StrEnum

import msgspec


class LinkKind(StrEnum):
    """How one flow makes executions of another."""

    FLOW_TASK = "FLOW_TASK"
    FLOW_TRIGGER = "FLOW_TRIGGER"


class FlowLink(msgspec.Struct, frozen=True):
    """An execution of one flow may make one of another, both by `namespace.id`: by a task, or by a Flow trigger."""

    source: str
    target: str
    relation: LinkKind
