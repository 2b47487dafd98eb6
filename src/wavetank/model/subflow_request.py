from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from wavetank.model.state import State


class SubflowRequest(msgspec.Struct, frozen=True, kw_only=True):
    """
    Another flow that a task wants to have run; everything is rendered.

    Attributes:
        revision: Of the flow; None for the newest.
        schedule_date: When it is to begin; None for at once.
        anew: A restart of the task makes another execution; otherwise it restarts the one that failed.
    """

    namespace: str
    flow_id: str
    inputs: dict[str, Any]
    labels: dict[str, str]
    inherit_labels: bool = False
    revision: int | None = None
    schedule_date: datetime | None = None
    anew: bool = False


class SubflowEnd(msgspec.Struct, frozen=True):
    """How the execution of another flow ended."""

    state: State
    outputs: dict[str, Any]
