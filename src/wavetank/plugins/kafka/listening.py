from __future__ import annotations

from typing import TYPE_CHECKING

import anyio
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, ConsumerRecord, TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError

from wavetank.model.level import Level
from wavetank.plugins.kafka.lag import Lag
from wavetank.plugins.kafka.message import MessageReader, passes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from wavetank.abc.event_source import ListenContext
    from wavetank.model.event import Event
    from wavetank.plugins.kafka.unreadable_records import UnreadableRecords

# How long a call waits for records. Short until the first assignment, because nothing else tells of it.
_WAIT = 1000
_WAIT_BEFORE_READY = 50
_ANCHOR_SECONDS = 5
# A broker that does not answer for so long is asked again with the next batch.
_COMMIT_SECONDS = 3


class Assignments(ConsumerRebalanceListener):  # type: ignore[misc] # aiokafka publishes no types
    """Remembers that partitions were assigned, until they are anchored."""

    def __init__(self) -> None:
        self.fresh = False

    def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        """Does nothing: each batch is committed before the next is taken."""

    def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:  # noqa: ARG002 - aiokafka's signature
        """Notes that there are new ones."""
        self.fresh = True


class Listening:
    """
    The loop of a started consumer: take records, hand them over, commit exactly those.

    Args:
        assignments: Told by the consumer.
        batch: How many records are taken at a time.
        filters: Headers that a record must have; one that has not is passed over.
        anchors: Whether the place where a new group starts is committed at once, so that what comes while nobody
            listens is not passed over at the next start.
    """

    def __init__(
        self,
        consumer: AIOKafkaConsumer,
        context: ListenContext,
        reader: MessageReader,
        unreadable: UnreadableRecords,
        *,
        assignments: Assignments,
        batch: int,
        filters: Mapping[str, str],
        anchors: bool = True,
    ) -> None:
        self._consumer = consumer
        self._context = context
        self._reader = reader
        self._unreadable = unreadable
        self._assignments = assignments
        self._batch = batch
        self._filters = filters
        self._anchors = anchors
        self._ready = False
        self._lag = Lag(consumer, context)
        self._uncommitted: dict[TopicPartition, int] = {}

    async def run(self) -> None:
        """Listens until it is cancelled, or the source fails for good."""
        while True:
            if self._assignments.fresh:
                await self._begin()
            wait = _WAIT if self._ready else _WAIT_BEFORE_READY
            taken = await self._consumer.getmany(timeout_ms=wait, max_records=self._batch)
            if taken:
                await self._hand_over(taken)
            elif self._uncommitted:
                await self._commit({})
            if self._ready:
                self._lag.tell()

    async def _begin(self) -> None:
        self._assignments.fresh = False
        if self._anchors and not await self._anchor():
            self._assignments.fresh = True
        elif not self._ready:
            self._ready = True
            self._context.ready()

    async def _anchor(self) -> bool:
        """Commits where each partition stands; returns whether it was known in time."""
        positions = {}
        with anyio.move_on_after(_ANCHOR_SECONDS) as patience:
            for partition in self._consumer.assignment():
                try:
                    positions[partition] = await self._consumer.position(partition)
                except IllegalStateError:
                    return False
        if patience.cancelled_caught:
            self._context.log(Level.WARN, "Kafka does not say where the partitions stand; asking again.")
            return False
        self._lag.reach(positions)
        await self._commit(positions)
        return True

    async def _hand_over(self, taken: Mapping[TopicPartition, Sequence[ConsumerRecord[bytes, bytes]]]) -> None:
        records = [record for part in taken.values() for record in part]
        events = [await self._event(record) for record in records if passes(record, self._filters)]
        if len(events) < len(records):
            self._context.log(Level.DEBUG, f"{len(records) - len(events)} records have other headers.")
        if events:
            await self._context.receive(events)
        following = {partition: part[-1].offset + 1 for partition, part in taken.items()}
        self._lag.reach(following)
        await self._commit(following)

    async def _event(self, record: ConsumerRecord[bytes, bytes]) -> Event:
        event = self._reader.event(record)
        return await self._unreadable.keep(record, event) if event.fault else event

    async def _commit(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Commits offsets, with those that had no time before; what was begun is ended first when cancelled."""
        held = self._consumer.assignment()
        due = {**self._uncommitted, **offsets}
        self._uncommitted = {partition: offset for partition, offset in due.items() if partition in held}
        with anyio.move_on_after(_COMMIT_SECONDS, shield=True):
            try:
                if self._uncommitted:
                    await self._consumer.commit(self._uncommitted)
            except (CommitFailedError, IllegalStateError) as error:
                # Another member has them now and is handed the same records, whose identities are known.
                self._context.log(
                    Level.INFO, f"Partitions went to another member of the group before a commit: {error}"
                )
            self._uncommitted = {}
