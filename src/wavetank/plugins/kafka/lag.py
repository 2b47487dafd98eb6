from __future__ import annotations

from typing import TYPE_CHECKING

import anyio

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiokafka import AIOKafkaConsumer, TopicPartition

    from wavetank.abc.event_source import ListenContext

# While much comes in, the words change with each batch.
_SECONDS = 1.0


class Lag:
    """
    How many records of its partitions a consumer has not handed over yet, told when the number changes.

    The ends of the partitions came with the records, so that no broker is asked for them.
    """

    def __init__(self, consumer: AIOKafkaConsumer, context: ListenContext) -> None:
        self._consumer = consumer
        self._context = context
        self._reached: dict[TopicPartition, int] = {}
        self._told = ""
        self._due = 0.0

    def reach(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Notes the offsets of the records that are next."""
        self._reached.update(offsets)

    def tell(self) -> None:
        """Tells it, at most once a second; what is left when nothing comes any more is always told."""
        words = self._words()
        now = anyio.current_time()
        if words and words != self._told and now >= self._due:
            self._told, self._due = words, now + _SECONDS
            self._context.ready(words)

    def _words(self) -> str:
        behind = [
            max(end - self._reached[partition], 0)
            for partition in self._consumer.assignment()
            if partition in self._reached and (end := self._consumer.highwater(partition)) is not None
        ]
        if not behind:
            return ""
        count = sum(behind)
        return f"{count:,} {'record' if count == 1 else 'records'} behind"
