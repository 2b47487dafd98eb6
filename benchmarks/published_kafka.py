"""
K4: a flow of the shape of the fourth benchmark that Kestra publishes: Kafka, JSONata, OutputValues.

    python benchmarks/published_kafka.py [--sizes 1.6 16 160] [--seconds 12]

A trigger listens to a topic of a real broker; another process then sends orders of so many KB, as many as the goal is
in the given time. The rate runs from the first sent to the last execution ended. The floor is a bare consumer with the
same JSONata library that keeps the same facts and commits its offsets, on the same topic.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from bare import BareExecution, BareJournal
from figures import Figure, run
from jsonata import Jsonata

import wavetank as wt

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from servers.kafka_broker import KafkaBroker

# KB of a message → executions a minute.
GOALS = {1.6: 20_000, 16.0: 12_000, 160.0: 2_000}
EXPRESSION = """\
$.{
  "id": order_id,
  "customer": first_name & ' ' & last_name,
  "address": address.city & ', ' & address.country,
  "total": $sum(items.(quantity * price))
}
"""
FLOW = """\
id: orders{name}
namespace: bench
triggers:
  - id: kafka
    type: io.kestra.plugin.kafka.RealtimeTrigger
    topic: {topic}
    groupId: bench
    properties:
      bootstrap.servers: {address}
tasks:
  - id: transform
    type: io.kestra.plugin.transform.jsonata.TransformValue
    from: "{{{{ trigger.value }}}}"
    expression: |
{expression}
  - id: out
    type: io.kestra.plugin.core.output.OutputValues
    values:
      log: "{{{{ outputs.transform.value }}}}"
"""
ITEM = {
    "product_id": "000-001",
    "name": "Apple",
    "quantity": 5,
    "price": 0.5,
    "description": "A red fruit that grows on trees, picked by hand in the autumn and kept cool until it is sold.",
    "supplier": {"name": "Orchard and Sons", "country": "France", "since": 1987},
}


def order(kilobytes):
    """Returns an order as JSON, of about this size."""
    items = round(kilobytes * 1000 / (len(json.dumps(ITEM)) + 2))
    address = {"city": "Paris", "country": "France"}
    return json.dumps(
        {"order_id": "A1", "first_name": "Ada", "last_name": "L", "address": address, "items": [ITEM] * items}
    )


async def send(address, topic, kilobytes, count):
    """Sends so many orders."""
    producer = AIOKafkaProducer(bootstrap_servers=address, linger_ms=5)
    await producer.start()
    text = order(kilobytes).encode()
    for _ in range(count):
        await producer.send(topic, text)
    await producer.stop()


def sent(address, topic, kilobytes, count):
    """Starts a process that sends so many orders."""
    return subprocess.Popen([sys.executable, __file__, "send", address, topic, str(kilobytes), str(count)])


class BareConsumer:
    """The floor: a consumer and coroutines."""

    def __init__(self, address, topic, journal):
        self._topic = topic
        self._options = {"bootstrap_servers": address, "group_id": "bare", "auto_offset_reset": "earliest"}
        self._program = Jsonata.jsonata(EXPRESSION)
        self._program.set_validate_input(validate_input=False)
        self._journal, self._names = journal, itertools.count()

    async def consume(self, count):
        consumer = AIOKafkaConsumer(self._topic, enable_auto_commit=False, **self._options)
        await consumer.start()
        began, taken, running = time.perf_counter(), 0, set()
        while taken < count:
            batches = await consumer.getmany(timeout_ms=1000, max_records=500)
            records = [record for batch in batches.values() for record in batch]
            for record in records:
                running.add(asyncio.ensure_future(self._execute(record.value)))
            await self._journal.committed()
            await consumer.commit()
            taken += len(records)
        await asyncio.gather(*running)
        length = time.perf_counter() - began
        await consumer.stop()
        return length

    async def _execute(self, text):
        value = json.loads(text)
        name = f"execution-{next(self._names)}"
        execution = BareExecution(self._journal, name, by_event=True, event=value)
        await execution.in_a_row(2, lambda: self._program.evaluate(value))


def ours(engine, address, topic, kilobytes, count):
    """Returns the seconds in which so many orders are sent and executed."""
    expression = "".join(f"      {line}\n" for line in EXPRESSION.splitlines())
    name = topic.replace("_", "")
    flow = engine.deploy(FLOW.format(name=name, topic=topic, address=address, expression=expression))
    wait_until(lambda: engine.triggers[flow.key, "kafka"].state == "LISTENING")
    ended = []
    engine.subscribe(lambda changed: ended.extend(one.state for one in changed if one.state.terminated))
    began = time.perf_counter()
    with sent(address, topic, kilobytes, count):
        wait_until(lambda: len(ended) >= count)
    length = time.perf_counter() - began
    assert set(ended) == {"SUCCESS"}
    engine.remove(flow.key)
    return length


def wait_until(holds, patience=120):
    until = time.monotonic() + patience
    while not holds():
        if time.monotonic() > until:
            raise TimeoutError
        time.sleep(0.005)


def figure(folder, broker, kilobytes, seconds):
    goal, topic = GOALS[kilobytes], f"orders_{str(kilobytes).replace('.', '_')}"
    count = round(goal / 60 * seconds)
    asyncio.run(send(broker.address, topic, kilobytes, 1))
    with wt.Engine(home=folder / topic) as engine:
        seen = ours(engine, broker.address, topic, kilobytes, count)
    journal = BareJournal(folder / f"{topic}.db")
    floor = asyncio.run(BareConsumer(broker.address, topic, journal).consume(count))
    return Figure(
        workload="K4",
        what=f"Kafka → JSONata → OutputValues, {len(order(kilobytes)) / 1000:.1f} KB",
        unit="/min",
        seen=60 * count / seen,
        goal=goal,
        least=True,
        floor=60 * count / floor,
    )


def measure(chosen):
    with tempfile.TemporaryDirectory() as folder, KafkaBroker(Path(folder)) as broker:
        return [figure(Path(folder), broker, size, chosen.seconds) for size in chosen.sizes]


if __name__ == "__main__":
    if sys.argv[1:2] == ["send"]:
        address, topic, size, number = sys.argv[2:]
        asyncio.run(send(address, topic, float(size), int(number)))
    else:
        run(__doc__, measure, sizes=list(GOALS), seconds=12.0)
