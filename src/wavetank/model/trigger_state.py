from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec


class Backfill(msgspec.Struct, frozen=True, kw_only=True):
    """
    A span of past dates that a schedule is asked to fire.

    Attributes:
        id: Tells its dates from the same dates of the schedule itself, and of other backfills.
        start: The first moment that counts.
        end: The last one.
        resume_at: The date of the schedule that comes after it.
        paused: It waits until it is told to go on.
        inputs: They take precedence over those of the trigger.
        labels: They are added to those of the flow and the trigger.
    """

    id: str
    start: datetime
    end: datetime
    resume_at: datetime | None = None
    paused: bool = False
    inputs: dict[str, Any] = {}
    labels: dict[str, str] = {}


class TriggerState(msgspec.Struct, frozen=True, kw_only=True):
    """
    What is remembered of a trigger over restarts.

    Attributes:
        date: The last evaluation, for a schedule the last date that was handled; for a Flow trigger since when it
            listens.
        next_date: When it is due next; None for what only reacts.
        backfill: The past dates that a schedule fires now, while its own dates wait.
        disabled: Switched off by hand; independent of `disabled` in the text.
        paused: Its flow was deployed without listening; the next deployment that is not paused takes it back.
        listener: A digest of what its listener depends on: when it changes, the state starts anew.
        heard: Up to which position of the home's records a Flow trigger was told of executions; None if it does not
            listen.
    """

    namespace: str
    flow_id: str
    trigger_id: str
    date: datetime | None = None
    next_date: datetime | None = None
    disabled: bool = False
    listener: str = ""
    backfill: Backfill | None = None
    paused: bool = False
    heard: int | None = None
