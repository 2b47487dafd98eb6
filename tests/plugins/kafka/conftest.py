from __future__ import annotations

import json
import uuid
from contextlib import asynccontextmanager

import anyio
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from wavetank.plugins.kafka.realtime_trigger import RealtimeTrigger


@pytest.fixture
def anyio_backend():
    return "asyncio"


class Cluster:
    """What a test does to a broker from the other side."""

    def __init__(self, address):
        self.address = address

    async def topic(self, partitions=1):
        name = f"topic-{uuid.uuid4().hex[:8]}"
        admin = AIOKafkaAdminClient(bootstrap_servers=self.address)
        await admin.start()
        try:
            await admin.create_topics([NewTopic(name, partitions, 1)])
        finally:
            await admin.close()
        return name

    async def send(self, topic, *values, **options):
        producer = AIOKafkaProducer(bootstrap_servers=self.address)
        await producer.start()
        try:
            for value in values:
                encoded = value if isinstance(value, bytes) else json.dumps(value).encode()
                await producer.send_and_wait(topic, encoded, **options)
        finally:
            await producer.stop()

    async def committed(self, group, topic, partition=0):
        place = TopicPartition(topic, partition)
        consumer = AIOKafkaConsumer(bootstrap_servers=self.address, group_id=group, enable_auto_commit=False)
        consumer.assign([place])
        await consumer.start()
        try:
            return await consumer.committed(place)
        finally:
            await consumer.stop()

    async def read(self, topic, count):
        consumer = AIOKafkaConsumer(bootstrap_servers=self.address, auto_offset_reset="earliest", fetch_max_wait_ms=10)
        consumer.assign([TopicPartition(topic, 0)])
        await consumer.start()
        try:
            with anyio.fail_after(20):
                return [await consumer.getone() for _ in range(count)]
        finally:
            await consumer.stop()


@pytest.fixture
def cluster(kafka_broker):
    return Cluster(kafka_broker.address)


def written(address, topic, /, **more):
    return {
        "id": "listen",
        "type": "io.kestra.plugin.kafka.RealtimeTrigger",
        "topic": topic,
        "groupId": f"group-{uuid.uuid4().hex[:8]}",
        "properties": {"bootstrap.servers": address, "fetch.max.wait.ms": 10},
        "serdeProperties": {"valueDeserializer": "JSON"},
        **more,
    }


@pytest.fixture
def trigger():
    """Makes a trigger; with `partitions` in it there is no group to join, which takes five seconds here."""
    return lambda address, topic, /, **more: RealtimeTrigger.model_validate(written(address, topic, **more))


@pytest.fixture
def listening():
    @asynccontextmanager
    async def listen(trigger, context):
        async with anyio.create_task_group() as group:
            group.start_soon(trigger.listen, context)
            with anyio.fail_after(60):
                await context.is_ready.wait()
            yield
            group.cancel_scope.cancel()

    return listen


@pytest.fixture
def make_cluster():
    return Cluster
