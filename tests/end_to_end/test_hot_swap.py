from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from tests.end_to_end.history import History
from tests.end_to_end.topic import Topic
from tests.servers.kafka_broker import KafkaBroker

pytestmark = [pytest.mark.kernel, pytest.mark.server]

FLOW = "company.team.swapped"
CELL = """\
%%flow
id: swapped
namespace: company.team
tasks:
  - id: wait
    type: io.kestra.plugin.core.flow.Sleep
    duration: PT0.5S
  - id: log_event
    type: io.kestra.plugin.core.log.Log
    message: "WORD {{ trigger.value.order }}"
triggers:
  - id: listen
    type: io.kestra.plugin.kafka.RealtimeTrigger
    topic: orders
    properties:
      bootstrap.servers: ADDRESS
      auto.offset.reset: earliest
      fetch.max.wait.ms: 10
    serdeProperties:
      valueDeserializer: JSON
    groupId: swapped
"""
WATCHED = """\
import gc
from aiokafka import AIOKafkaConsumer

def listener():
    [consumer] = [each for each in gc.get_objects() if isinstance(each, AIOKafkaConsumer)]
    task = engine.runtime.supervisor.watches["company.team.swapped", "listen"].task
    group = consumer._coordinator
    return [id(task), task.done(), id(consumer), group.member_id, group.generation]
"""


def test_a_flow_is_swapped_in_the_middle_of_a_stream_and_its_consumer_stays(kernel, tmp_path, measured):
    with KafkaBroker(tmp_path) as broker, History(kernel.home, FLOW) as history, ThreadPoolExecutor(1) as pool:
        topic, swapped = Topic(broker.address), threading.Event()
        topic.create()
        cell = CELL.replace("ADDRESS", broker.address)
        kernel.run(cell.replace("WORD", "first"))
        kernel.run(WATCHED)
        kernel.until(f"engine.triggers['{FLOW}', 'listen'].state == 'LISTENING'")
        stream = pool.submit(topic.stream, swapped, 500)
        try:
            history.until(500)
            before = kernel.value("listener()")
            kernel.run(cell.replace("WORD", "second"))
        finally:
            swapped.set()
        stream.result(60)
        history.until(topic.sent.total(), "SUCCESS")
        assert kernel.value("listener()") == before
        made = list(history.executions())
    assert_nothing_is_lost_or_twice(made, topic)
    assert_each_keeps_its_revision(made)
    measured("records", len(made))
    measured("of them executed by the second revision", sum(one.revision == 2 for one in made))


def assert_nothing_is_lost_or_twice(made, topic):
    assert {one.state for one in made} == {"SUCCESS"}
    assert sorted(one.trigger["value"]["order"] for one in made) == list(range(topic.sent.total()))


def assert_each_keeps_its_revision(made):
    words = {1: "first", 2: "second"}
    for one in made:
        assert one.messages == (f"{words[one.revision]} {one.trigger['value']['order']}",)
    in_order = sorted(made, key=lambda one: (one.trigger["partition"], one.trigger["offset"]))
    turns = [after.revision - before.revision for before, after in pairwise(in_order)]
    assert turns.count(1) == 3, "each of the three partitions goes to the second revision once"
    first_of_second = min(one.created for one in made if one.revision == 2)
    assert any(one.ended > first_of_second for one in made if one.revision == 1), "some were running at the swap"


def test_a_text_that_did_not_change_makes_no_revision(shared_kernel):
    cell = CELL.replace("ADDRESS", "127.0.0.1:1").replace("swapped", "same")
    shared_kernel.run(cell)
    task = shared_kernel.value("id(engine.runtime.supervisor.watches['company.team.same', 'listen'].task)")
    shared_kernel.run(cell)
    assert shared_kernel.value("engine.flows['company.team.same'].revision") == 1
    assert shared_kernel.value("id(engine.runtime.supervisor.watches['company.team.same', 'listen'].task)") == task
