from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from wavetank.abc.event_source import ListenContext, RealtimeTrigger


class Receiver(Protocol):
    """
    Listens to sources in a process of its own, so that nothing that the engine's process does keeps them waiting.

    - What it receives it keeps on disk, acknowledges, and hands to the engine, which takes it in as any other event.
    """

    async def listen(self, trigger: RealtimeTrigger, context: ListenContext) -> None:
        """
        Listens to the source of a trigger until it is cancelled, as `trigger.listen(context)` does.

        When it returns nothing of the trigger listens any more.

        Raises:
            SourceError: The trigger failed, or the process ended; it is tried again.
        """
