from __future__ import annotations

from datetime import datetime

import msgspec


class TriggerState(msgspec.Struct, frozen=True, kw_only=True):
    """
    What is remembered of a trigger over restarts.

    Attributes:
        date: The last evaluation, or for a schedule the last date that was handled.
        next_date: When it is due next; None for what only reacts.
        disabled: Switched off by hand; independent of `disabled` in the text.
        listener: A digest of what its listener depends on: when it changes, the state starts anew.
    """

    namespace: str
    flow_id: str
    trigger_id: str
    date: datetime | None = None
    next_date: datetime | None = None
    disabled: bool = False
    listener: str = ""
