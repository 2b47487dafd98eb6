"""The trigger against a real broker. Most tests name `partitions`, which spares them the five seconds of a join."""

from __future__ import annotations

import warnings

import anyio
import pytest
from tests.servers.kafka_broker import KafkaBroker

from wavetank.errors import SourceError

pytestmark = [pytest.mark.server, pytest.mark.anyio]


async def test_200_records_come_in_order_and_are_committed(cluster, trigger, context, listening):
    topic = await cluster.topic()
    await cluster.send(topic, *({"number": number} for number in range(200)), key=b"k", headers=[("source", b"shop")])
    orders = trigger(cluster.address, topic, groupId="all-200", partitions=[0])
    async with listening(orders, context):
        events = await context.until(200)
        while await cluster.committed("all-200", topic) != 200:
            await anyio.lowlevel.checkpoint()
    assert [event.variables["value"]["number"] for event in events] == list(range(200))
    assert len({event.identities for event in events}) == 200
    first = events[0].variables
    assert (first["key"], first["headers"], first["topic"]) == ("k", [{"source": "shop"}], topic)
    assert (first["partition"], first["offset"]) == (0, 0)


async def test_how_many_records_are_left_is_told_beside_the_trigger(cluster, trigger, context, listening):
    topic = await cluster.topic()
    await cluster.send(topic, *range(5))
    orders = trigger(
        cluster.address,
        topic,
        groupId="behind",
        partitions=[0],
        properties={"bootstrap.servers": cluster.address, "max.poll.records": "2"},
    )
    async with listening(orders, context):
        await context.until(5)
        with anyio.fail_after(10):
            while context.details[-1] != "0 records behind":
                await anyio.lowlevel.checkpoint()
    assert context.details[:2] == ["", "3 records behind"]


async def test_records_that_were_not_committed_come_again_under_the_same_identities(
    cluster, trigger, context, listening
):
    topic = await cluster.topic()
    await cluster.send(topic, 1, 2, 3)
    orders = trigger(cluster.address, topic, groupId="crash", partitions=[0])
    context.fail_next = OSError("the disk is full")
    with pytest.raises(OSError, match="disk"):
        await orders.listen(context)
    lost = list(context.received)
    assert lost
    assert await cluster.committed("crash", topic) in (None, 0)
    context.received.clear()
    async with listening(orders, context):
        events = await context.until(3)
    assert [event.identities for event in events][: len(lost)] == [event.identities for event in lost]
    assert [event.variables["value"] for event in events] == [1, 2, 3]


async def test_a_record_that_cannot_be_read_is_handed_over_with_its_fault(cluster, trigger, context, listening):
    topic = await cluster.topic()
    await cluster.send(topic, b"{broken", 2)
    async with listening(trigger(cluster.address, topic, partitions=[0]), context):
        broken, good = await context.until(2)
    assert broken.stage == "deserialise"
    assert "JSON" in broken.fault
    assert broken.variables["value"] == "{broken"
    assert (good.fault, good.variables["value"]) == ("", 2)


async def test_a_record_that_cannot_be_read_is_sent_on_or_stored_as_asked(cluster, trigger, context, listening):
    topic, letters = await cluster.topic(), await cluster.topic()
    await cluster.send(topic, b"{broken", headers=[("source", b"shop")])
    sends = trigger(cluster.address, topic, partitions=[0], onSerdeError={"type": "DLQ", "topic": letters})
    async with listening(sends, context):
        await context.until(1)
    (letter,) = await cluster.read(letters, 1)
    assert (letter.value, letter.headers) == (b"{broken", (("source", b"shop"),))
    stores = trigger(cluster.address, topic, partitions=[0], onSerdeError={"type": "STORE"})
    async with listening(stores, context):
        stored = (await context.until(2))[1]
    assert stored.fault
    assert context.storage.read(stored.variables["uri"]) == b"{broken"


async def test_records_with_other_headers_are_passed_over_and_committed(cluster, trigger, context, listening):
    topic = await cluster.topic()
    await cluster.send(topic, "theirs", headers=[("source", b"bank")])
    await cluster.send(topic, "ours", headers=[("source", b"bank"), ("source", b"shop")])
    orders = trigger(cluster.address, topic, groupId="filtered", partitions=[0], headerFilters={"source": "shop"})
    async with listening(orders, context):
        (event,) = await context.until(1)
        while await cluster.committed("filtered", topic) != 2:
            await anyio.lowlevel.checkpoint()
    assert event.variables["value"] == "ours"


async def test_a_new_group_starts_at_what_is_yet_to_come_and_keeps_that_place(cluster, trigger, context, listening):
    topic = await cluster.topic()
    await cluster.send(topic, "before")
    orders = trigger(cluster.address, topic, groupId="newcomer")
    async with listening(orders, context):
        assert await cluster.committed("newcomer", topic) == 1
        await cluster.send(topic, "after")
        (event,) = await context.until(1)
    assert event.variables["value"] == "after"


async def test_a_broker_that_dies_and_returns_loses_nothing(
    s3_server, trigger, context, listening, make_cluster, tmp_path
):
    with KafkaBroker(tmp_path, s3_server) as broker:
        cluster = make_cluster(broker.address)
        topic = await cluster.topic()
        reset = {"bootstrap.servers": broker.address, "fetch.max.wait.ms": 10, "auto.offset.reset": "earliest"}
        async with listening(trigger(broker.address, topic, properties=reset), context):
            await cluster.send(topic, *range(5))
            await context.until(5)
            broker.restart()
            await cluster.send(topic, *range(5, 10))
            events = await context.until(10)
    values = {event.identities: event.variables["value"] for event in events}
    assert list(values.values()) == list(range(10))


async def test_cancelling_closes_the_connection(cluster, trigger, context, listening):
    topic = await cluster.topic()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        async with listening(trigger(cluster.address, topic, partitions=[0]), context):
            pass
    assert context.received == []


async def test_a_broker_that_does_not_answer_is_an_error_of_the_source(trigger, context):
    orders = trigger("127.0.0.1:1", "orders")
    with pytest.raises(SourceError, match=r"127\.0\.0\.1:1") as failure:
        await orders.listen(context)
    assert "bootstrap.servers" in failure.value.remedy
