from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anyio.to_thread
import msgspec
from aiokafka import AIOKafkaProducer, ConsumerRecord

from wavetank.plugins.kafka.on_serde_error import SerdeErrorBehavior

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wavetank.abc.event_source import SourceContext
    from wavetank.model.event import Event

_OF_PRODUCER = frozenset(
    {
        "bootstrap_servers",
        "client_id",
        "connections_max_idle_ms",
        "metadata_max_age_ms",
        "request_timeout_ms",
        "retry_backoff_ms",
        "sasl_kerberos_service_name",
        "sasl_mechanism",
        "sasl_plain_password",
        "sasl_plain_username",
        "security_protocol",
        "ssl_context",
    }
)


class UnreadableRecords:
    """
    Does what `onSerdeError` asks for, before the offset of the record is committed.

    Args:
        behavior: DLQ, STORE or SKIPPED.
        topic: Where DLQ sends to.
        arguments: aiokafka's, of the consumer.
    """

    def __init__(
        self, behavior: SerdeErrorBehavior, topic: str, arguments: Mapping[str, Any], context: SourceContext
    ) -> None:
        self._behavior = behavior
        self._topic = topic
        self._arguments = {name: value for name, value in arguments.items() if name in _OF_PRODUCER}
        self._context = context
        self._producer: AIOKafkaProducer | None = None

    async def keep(self, record: ConsumerRecord[bytes, bytes], event: Event) -> Event:
        """Sends or stores the bytes of a record; returns its event, which then says where they are."""
        if self._behavior is SerdeErrorBehavior.DLQ:
            await self._send(record)
        elif self._behavior is SerdeErrorBehavior.STORE:
            return await anyio.to_thread.run_sync(self._store, record, event)
        return event

    async def close(self) -> None:
        """Closes the connection of the producer, if there is one."""
        producer, self._producer = self._producer, None
        if producer:
            await producer.stop()

    async def _send(self, record: ConsumerRecord[bytes, bytes]) -> None:
        if self._producer is None:
            self._producer = AIOKafkaProducer(**self._arguments)
            await self._producer.start()
        await self._producer.send_and_wait(
            self._topic, key=record.key, value=record.value, headers=list(record.headers)
        )

    def _store(self, record: ConsumerRecord[bytes, bytes], event: Event) -> Event:
        execution_id = self._context.new_id()
        name = f"{record.partition}-{record.offset}.bin"
        uri = self._context.put_file(execution_id, name, record.value or b"")
        return msgspec.structs.replace(event, execution_id=execution_id, variables={**event.variables, "uri": uri})
