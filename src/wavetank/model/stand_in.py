from __future__ import annotations

from typing import Any

import msgspec


class StandIn(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """
    Outputs that stand in the place of a task: the task ends with them, and does no work.

    Attributes:
        outputs: What it would have left behind.
        run_id: The task run that left them in an earlier execution; empty when they were given by hand.
    """

    outputs: dict[str, Any]
    run_id: str = ""
