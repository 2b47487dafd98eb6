"""Those who send events to an engine that dies, and remember what they were told was kept."""

from __future__ import annotations

import asyncio
import http.client
import json
import threading
from contextlib import closing, suppress
from itertools import count
from typing import TYPE_CHECKING, Any, Self

from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, TopicAlreadyExistsError
from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from collections.abc import Iterator

PATH = "/api/v1/main/executions/webhook/crash/hooks/open-sesame"
TOPIC, PARTITIONS = "numbers", 3


class Sender:
    """
    A thread that sends one number after another, each again until it was told that it is kept.

    Args:
        numbers: Where the numbers come from; several senders may share it.
        pause: Seconds between two numbers.

    Attributes:
        acknowledged: What was told to be kept; with the execution that it made, where the sender was told.
    """

    def __init__(self, numbers: Iterator[int], pause: float) -> None:
        self.acknowledged: dict[str, str | None] = {}
        self._numbers = numbers
        self._pause = pause
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._fault: BaseException | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Sends no more; what was not acknowledged by then is forgotten."""
        self._over.set()
        self._thread.join(30)
        if self._fault is not None:
            raise self._fault

    def _run(self) -> None:
        try:
            self._send_all()
        except BaseException as error:  # noqa: BLE001 - raised where the sender is stopped
            self._fault = error

    def _send_all(self) -> None:
        raise NotImplementedError


class Caller(Sender):
    """Calls a webhook; the number of a call is its key, so that one that was not answered can be made again."""

    def __init__(self, port: int, numbers: Iterator[int], pause: float = 0.05) -> None:
        super().__init__(numbers, pause)
        self._port = port

    def _send_all(self) -> None:
        for number in self._numbers:
            while (made := self._call(number)) is None:
                if self._over.wait(0.01):
                    return
            self.acknowledged[str(number)] = made
            if self._over.wait(self._pause):
                return

    def _call(self, number: int) -> str | None:
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(number)}
        with suppress(OSError, http.client.HTTPException):
            with closing(http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)) as connection:
                connection.request("POST", PATH, json.dumps({"number": number}), headers)
                response = connection.getresponse()
                body = response.read()
            # A flow of which the trigger does not listen yet is not found.
            if response.status == http.HTTPStatus.OK:
                made: str = json.loads(body)["id"]
                return made
        return None


class Producer(Sender):
    """Writes records to a topic of Kafka, five at a time."""

    def __init__(self, address: str, numbers: Iterator[int], pause: float = 0.2, topic: str = TOPIC) -> None:
        super().__init__(numbers, pause)
        self._address = address
        self._topic = topic

    def _send_all(self) -> None:
        asyncio.run(self._produce())

    async def _produce(self) -> None:
        producer = AIOKafkaProducer(bootstrap_servers=self._address, request_timeout_ms=5000)
        await producer.start()
        try:
            while not self._over.is_set():
                await self._write(producer, [next(self._numbers) for _ in range(5)])
                await asyncio.sleep(self._pause)
        finally:
            await producer.stop()

    async def _write(self, producer: AIOKafkaProducer, numbers: list[int]) -> None:
        for number in numbers:
            # What the broker did not confirm may be there or not, and counts for nothing.
            with suppress(KafkaError):
                value = json.dumps({"number": number}).encode()
                await producer.send_and_wait(self._topic, value, partition=number % PARTITIONS)
                self.acknowledged[str(number)] = None


class Putter(Sender):
    """Puts objects into the bucket that is watched, each again until the store said that it has it."""

    def __init__(self, client: Any, numbers: Iterator[int], pause: float = 0.1) -> None:
        super().__init__(numbers, pause)
        self._client = client

    def _send_all(self) -> None:
        for number in self._numbers:
            key = f"{number:05}.txt"
            while not self._put(key):
                if self._over.wait(0.1):
                    return
            self.acknowledged[key] = None
            if self._over.wait(self._pause):
                return

    def _put(self, key: str) -> bool:
        with suppress(BotoCoreError, ClientError):
            self._client.put_object(Bucket="incoming", Key=key, Body=b"x")
            return True
        return False


def make_topic(address: str, topic: str = TOPIC) -> None:
    """Makes a topic of numbers, if there is none."""
    asyncio.run(_make_topic(address, topic))


async def _make_topic(address: str, topic: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=address)
    await admin.start()
    try:
        with suppress(TopicAlreadyExistsError):
            await admin.create_topics([NewTopic(topic, PARTITIONS, 1)])
    finally:
        await admin.close()


def numbers() -> Iterator[int]:
    """Returns the numbers from 0, each for one sender."""
    return count()
