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
        loop: The task of the flow itself whose tasks are to be run, in the place of another flow.
        item: What the round of the loop is for.
        iteration: The number of the batch that it is for, from 0; None if it is for the whole task.
        anew: A restart of the task makes another execution; otherwise it restarts the one that failed.
    """

    namespace: str
    flow_id: str
    inputs: dict[str, Any]
    labels: dict[str, str]
    inherit_labels: bool = False
    revision: int | None = None
    schedule_date: datetime | None = None
    iteration: int | None = None
    anew: bool = False
    loop: str | None = None
    item: dict[str, Any] = {}

    @classmethod
    def of_round(cls, task_id: str, item: dict[str, Any]) -> SubflowRequest:
        """Returns the request for one round of the loop of a flow."""
        return cls(namespace="", flow_id="", inputs={}, labels={}, inherit_labels=True, loop=task_id, item=item)


class SubflowEnd(msgspec.Struct, frozen=True):
    """How the execution of another flow ended."""

    state: State
    outputs: dict[str, Any]
