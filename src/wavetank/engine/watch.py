from __future__ import annotations

import asyncio
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from wavetank.model.trigger_state import TriggerState

if TYPE_CHECKING:
    from datetime import datetime

    from wavetank.model.flow import Flow
    from wavetank.model.trigger import Trigger


class WatchState(StrEnum):
    """What a trigger is doing."""

    STARTING = "STARTING"
    LISTENING = "LISTENING"
    WAITING = "WAITING"
    PAUSED = "PAUSED"
    FAILED = "FAILED"
    OFF = "OFF"


class Watch:
    """
    A trigger of a deployed flow, and what the engine does for it.

    Attributes:
        flow: The present revision; it changes under a listener that stays.
        state: What it is doing.
        detail: In a few words: the error, or what it waits for.
        task: The task of the loop that listens, polls or waits.
        fresh: It was not followed since the engine started: dates may have passed while nobody did.
        polling: Held by whoever looks at the source, so that two never do at a time.
        key: The rendered key of a webhook; empty for others.
        secret_key: The key came from a secret: it is shown only while the kernel lives.
    """

    def __init__(self, flow: Flow, trigger: Trigger, stored: TriggerState | None, digest: str) -> None:
        self.flow = flow
        self.trigger_id = trigger.id
        self.digest = digest
        fresh = TriggerState(
            namespace=flow.namespace,
            flow_id=flow.id,
            trigger_id=trigger.id,
            disabled=stored is not None and stored.disabled,
            paused=stored is not None and stored.paused,
            listener=digest,
        )
        self.stored = stored if stored is not None and stored.listener == digest else fresh
        self.state = WatchState.STARTING
        self.detail = ""
        self.task: asyncio.Task[Any] | None = None
        self.polling = asyncio.Lock()
        self.key = ""
        self.secret_key = False
        self.fresh = True
        self.last_execution: str | None = None

    @property
    def next_date(self) -> datetime | None:
        """When it is due next; None for what only reacts."""
        return self.stored.next_date

    @property
    def trigger(self) -> Trigger:
        """The trigger as the present revision writes it."""
        trigger = self.flow.trigger(self.trigger_id)
        assert trigger is not None  # noqa: S101 - a watch ends before its trigger is gone
        return trigger
