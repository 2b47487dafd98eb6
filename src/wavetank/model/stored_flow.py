from __future__ import annotations

from datetime import datetime

import msgspec


class StoredFlow(msgspec.Struct, frozen=True, kw_only=True):
    """
    One revision of a flow in the home.

    Attributes:
        owner: The id of the engine that deployed it last and listens to its triggers.
        deleted: It was removed; its texts stay for the executions that ran with them.
    """

    namespace: str
    id: str
    revision: int
    source: str
    created: datetime
    owner: str = ""
    deleted: bool = False
