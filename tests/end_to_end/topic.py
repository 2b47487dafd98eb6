from __future__ import annotations

import asyncio
import json
from collections import Counter
from itertools import count
from typing import TYPE_CHECKING, Any

from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterable

    from tests.end_to_end.history import History

PARTITIONS = 3


class Topic:
    """
    The topic `orders` from the side of those who write to it.

    Attributes:
        sent: The values that the broker has confirmed, as JSON text, with how often each was sent.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self.sent: Counter[str] = Counter()

    def create(self) -> None:
        """Makes it."""
        asyncio.run(self._create())

    def send(self, values: Iterable[Any]) -> None:
        """Sends values as JSON over all partitions, and returns when the broker has confirmed each."""
        asyncio.run(self._send([json.dumps(value) for value in values]))

    def assert_each_made_one_execution(self, history: History) -> None:
        """Compares what was sent with what was executed, record by record, and with what the task `log` logged."""
        made = list(history.executions())
        assert Counter(one.state for one in made) == {"SUCCESS": self.sent.total()}
        assert Counter(json.dumps(one.trigger["value"]) for one in made) == self.sent
        assert len({(one.trigger["partition"], one.trigger["offset"]) for one in made}) == len(made)
        for one in made:
            assert [json.loads(message) for message in one.messages] == [one.trigger["value"]]
            assert (one.trigger["topic"], one.trigger["key"]) == ("orders", "shop")

    def stream(self, last: threading.Event, after: int) -> None:
        """Sends orders, 25 at a time, until `last` is set, and then `after` more."""
        for first in count(step=25):
            self.send(orders(25, first))
            after -= 25 * last.is_set()
            if after <= 0:
                return

    async def _create(self) -> None:
        admin = AIOKafkaAdminClient(bootstrap_servers=self._address)
        await admin.start()
        try:
            await admin.create_topics([NewTopic("orders", PARTITIONS, 1)])
        finally:
            await admin.close()

    async def _send(self, texts: list[str]) -> None:
        producer = AIOKafkaProducer(bootstrap_servers=self._address, linger_ms=5)
        await producer.start()
        try:
            confirmations = [
                await producer.send("orders", text.encode(), key=b"shop", partition=number % PARTITIONS)
                for number, text in enumerate(texts)
            ]
            await asyncio.gather(*confirmations)
        finally:
            await producer.stop()
        self.sent.update(texts)


def orders(number: int, first: int = 0) -> list[dict[str, Any]]:
    """Returns values of which no two are the same."""
    return [
        {"order": order, "lines": [{"article": f"Rumpf {order}", "pieces": order % 7}]}
        for order in range(first, first + number)
    ]
