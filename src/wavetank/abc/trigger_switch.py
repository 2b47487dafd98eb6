from __future__ import annotations

from typing import Protocol


class TriggerSwitch(Protocol):
    """How a task pauses a trigger, or has it go on."""

    async def switch(self, flow_key: str, trigger_id: str, *, on: bool) -> None:
        """
        Pauses the trigger of a flow, `namespace.id`, or has it go on; remembered over restarts.

        Raises:
            NotFoundError: There is no such flow or trigger.
        """
