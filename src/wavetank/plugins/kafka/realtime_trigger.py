from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

import anyio
import msgspec
from pydantic import Field, field_validator, model_validator

from wavetank.abc import event_source
from wavetank.errors import MissingExtraError, PluginError, SourceError
from wavetank.model.level import Level
from wavetank.model.property import Property, has_expression
from wavetank.model.trigger import Trigger

try:
    from aiokafka import AIOKafkaConsumer, TopicPartition
    from aiokafka.errors import KafkaError, NoOffsetForPartitionError, UnknownTopicOrPartitionError
except ImportError as error:
    raise MissingExtraError("Kafka", "kafka") from error

from wavetank.plugins.kafka.connection import ConsumerSettings, check_names, consumer_settings
from wavetank.plugins.kafka.deserializer import SerdeType, usable
from wavetank.plugins.kafka.listening import Assignments, Listening
from wavetank.plugins.kafka.message import MessageReader, passes
from wavetank.plugins.kafka.on_serde_error import OnSerdeError
from wavetank.plugins.kafka.serde_properties import check_serdes, serde_of
from wavetank.plugins.kafka.unreadable_records import UnreadableRecords

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wavetank.abc.event_source import ListenContext, SourceContext
    from wavetank.model.event import Event

_CLOSE_SECONDS = 10


class RealtimeTrigger(Trigger, event_source.RealtimeTrigger):
    """
    Makes an execution of each record of Kafka topics (language reference, section 11).

    A group that has no committed offset starts where `auto.offset.reset` says: at records that are yet to come, unless
    it is `earliest`; that place is committed at once. With `partitions` there are no rebalances, and a group without
    committed offset starts at `since`, or at the first record.

    Attributes:
        topic: One or several; or `topicPattern`, a regular expression over their whole names.
        client_properties: Those of a Java client; `bootstrap.servers` must be there.
        serde_properties: May hold `keyDeserializer` and `valueDeserializer` too.
        since: An ISO 8601 date; used with `partitions` only.
        header_filters: A record must have all of these headers; the last of a name counts.
    """

    not_yet: ClassVar[frozenset[str]] = Trigger.not_yet | {"acknowledgeType", "schemaRegistryVendor"}

    topic: str | list[str] | None = None
    topic_pattern: Property[str] | None = None
    partitions: Property[list[int]] | None = None
    group_id: Property[str]
    group_type: Property[str] | None = None
    acknowledge_type: Property[str] | None = None
    client_properties: Property[dict[str, Any]] = Field(alias="properties")
    serde_properties: Property[dict[str, Any]] | None = None
    key_deserializer: Property[SerdeType] | None = None
    value_deserializer: Property[SerdeType] | None = None
    schema_registry_vendor: dict[str, Any] | None = None
    on_serde_error: OnSerdeError | None = None
    since: Property[datetime] | None = None
    header_filters: Property[dict[str, str]] | None = None

    @field_validator("client_properties")
    @classmethod
    def _known_properties(cls, properties: Property[dict[str, Any]]) -> Property[dict[str, Any]]:
        if isinstance(properties.written, dict):
            check_names(properties.written)
        return properties

    @field_validator("group_type")
    @classmethod
    def _consumer_group(cls, group_type: Property[str] | None) -> Property[str] | None:
        if group_type and group_type.written == "SHARE":
            raise ValueError("`groupType: SHARE` cannot be used here; leave it out for a consumer group")
        return group_type

    @model_validator(mode="after")
    def _complete(self) -> RealtimeTrigger:
        if (self.topic is None) == (self.topic_pattern is None):
            raise ValueError("write exactly one of `topic` and `topicPattern`")
        if self.partitions and self.topic_pattern:
            raise ValueError("`partitions` go with `topic`, not with `topicPattern`")
        for part, top in (("key", self.key_deserializer), ("value", self.value_deserializer)):
            written = top.written if top else None
            inner = self.serde_properties.written if self.serde_properties else {}
            if not has_expression([written, inner]):
                check_serdes(inner)
                serde_of(part, SerdeType(written) if written else None, inner)
        return self

    async def listen(self, context: ListenContext) -> None:
        """Joins the group and hands records over until it is cancelled; then leaves the group."""
        settings = self._settings(context)
        consumer = self._consumer(settings, context)
        unreadable = self._unreadable(settings, context)
        try:
            await self._run(consumer, unreadable, settings, context)
        except KafkaError as error:
            raise _source_error(error, settings, context) from error
        finally:
            with anyio.move_on_after(_CLOSE_SECONDS, shield=True):
                await unreadable.close()
                await consumer.stop()

    def sample(self, now: datetime) -> dict[str, Any]:  # noqa: ARG002 - the broker dates its records
        """Returns a record with a key and an empty value."""
        return {"key": "key", "value": {}}

    def sample_like(self, variables: Mapping[str, Any]) -> Any:
        """Returns the record with its key, its value and its headers; its place and its time are new ones."""
        return {name: variables[name] for name in ("key", "value", "headers") if variables.get(name) is not None}

    def event_of(self, sample: Any, context: SourceContext) -> Event:
        """
        Returns the event of a made-up record, which went through bytes and back.

        A text for JSON is what went over the wire, so that `{"value": "{broken"}` shows what a broken record does.
        """
        reader = self._reader(context)
        record = reader.record(sample, topic=self._a_topic(context), now=context.now())
        filters = self._filters(context)
        if not passes(record, filters):
            raise ValueError(f"The trigger passes over records that have not the headers {filters}.")
        event = reader.event(record)
        given = sample.get("identity") if isinstance(sample, dict) else None
        identity = str(given or f"kafka:fired/{context.new_id()}")
        return msgspec.structs.replace(event, identities=(identity,))

    async def _run(
        self,
        consumer: AIOKafkaConsumer,
        unreadable: UnreadableRecords,
        settings: ConsumerSettings,
        context: ListenContext,
    ) -> None:
        assignments = Assignments()
        await self._subscribe(consumer, assignments, context)
        listening = Listening(
            consumer,
            context,
            self._reader(context),
            unreadable,
            assignments=assignments,
            batch=settings.batch,
            filters=self._filters(context),
            anchors=settings.arguments["auto_offset_reset"] != "none",
        )
        await listening.run()

    async def _subscribe(self, consumer: AIOKafkaConsumer, assignments: Assignments, context: ListenContext) -> None:
        if self.topic_pattern:
            # A pattern can only be looked up by a consumer that is connected.
            await consumer.start()
            pattern = context.resolve(self.topic_pattern)
            consumer.subscribe(pattern=f"^(?:{pattern})$", listener=assignments)
        elif self.partitions:
            numbers = context.resolve(self.partitions)
            consumer.assign([TopicPartition(topic, number) for topic in self._topics(context) for number in numbers])
            await consumer.start()
            await self._seek(consumer, context)
            assignments.fresh = True
        else:
            consumer.subscribe(topics=self._topics(context), listener=assignments)
            await consumer.start()

    async def _seek(self, consumer: AIOKafkaConsumer, context: ListenContext) -> None:
        """Moves the partitions that have no committed offset to `since`."""
        since = context.resolve_or(self.since, None)
        if since is None:
            return
        milliseconds = int(since.timestamp() * 1000)
        new = [partition for partition in consumer.assignment() if await consumer.committed(partition) is None]
        found = await consumer.offsets_for_times(dict.fromkeys(new, milliseconds))
        for partition, place in found.items():
            if place is None:
                await consumer.seek_to_end(partition)
            else:
                consumer.seek(partition, place.offset)

    def _settings(self, context: SourceContext) -> ConsumerSettings:
        try:
            written: dict[str, Any] = context.resolve(self.client_properties)
            settings = consumer_settings(written)
        except ValueError as error:
            raise PluginError(f"{error}.", where=f"trigger {self.id}") from error
        if settings.ignored:
            context.log(Level.DEBUG, f"Kafka properties that change nothing here: {', '.join(settings.ignored)}.")
        if self.since and not self.partitions:
            context.log(Level.WARN, "`since` is used with `partitions` only; a group goes on where it stopped.")
        return settings

    def _consumer(self, settings: ConsumerSettings, context: SourceContext) -> AIOKafkaConsumer:
        arguments = {"client_id": f"wavetank-{context.flow_id}-{self.id}", **settings.arguments}
        if self.partitions:
            arguments["auto_offset_reset"] = "earliest"
        try:
            return AIOKafkaConsumer(
                group_id=context.resolve(self.group_id),
                enable_auto_commit=False,
                isolation_level="read_committed",
                **arguments,
            )
        except ValueError as error:
            raise PluginError(
                f"The Kafka properties do not fit together: {error}.", where=f"trigger {self.id}"
            ) from error

    def _unreadable(self, settings: ConsumerSettings, context: SourceContext) -> UnreadableRecords:
        asked = self.on_serde_error or OnSerdeError()
        topic = context.resolve(asked.topic) if asked.topic else ""
        return UnreadableRecords(asked.type, topic, settings.arguments, context)

    def _reader(self, context: SourceContext) -> MessageReader:
        inner = context.resolve(self.serde_properties) if self.serde_properties else {}
        key = context.resolve(self.key_deserializer) if self.key_deserializer else None
        value = context.resolve(self.value_deserializer) if self.value_deserializer else None
        try:
            check_serdes(inner)
            return MessageReader(usable(serde_of("key", key, inner)), usable(serde_of("value", value, inner)))
        except ValueError as error:
            raise PluginError(f"{error}.", where=f"trigger {self.id}") from error

    def _filters(self, context: SourceContext) -> dict[str, str]:
        return context.resolve(self.header_filters) if self.header_filters else {}

    def _topics(self, context: SourceContext) -> list[str]:
        rendered = context.render(self.topic)
        return rendered if isinstance(rendered, list) else [str(rendered)]

    def _a_topic(self, context: SourceContext) -> str:
        if self.topic_pattern:
            return re.sub(r"\W+", "", context.resolve(self.topic_pattern))
        return self._topics(context)[0]


def _source_error(error: KafkaError, settings: ConsumerSettings, context: SourceContext) -> SourceError:
    where = f"trigger {context.trigger_id}"
    if isinstance(error, NoOffsetForPartitionError):
        remedy = "Set the property `auto.offset.reset` to earliest or latest."
        return SourceError("The group has no committed offset, and may not choose one.", where=where, remedy=remedy)
    if isinstance(error, UnknownTopicOrPartitionError):
        return SourceError("Kafka has no such topic.", where=where, remedy="Create it, or correct `topic`.")
    servers = settings.arguments["bootstrap_servers"]
    return SourceError(
        f"Kafka at {servers} does not serve the trigger: {error}.",
        where=where,
        remedy="Check `bootstrap.servers`, `security.protocol` and `sasl.*`, and that the broker runs.",
    )
