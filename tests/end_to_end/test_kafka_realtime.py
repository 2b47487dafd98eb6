from __future__ import annotations

import json
import time
from collections import Counter

import pytest

from tests.end_to_end.cells import kafka_realtime
from tests.end_to_end.history import History
from tests.end_to_end.topic import Topic
from tests.servers.kafka_broker import KafkaBroker

pytestmark = [pytest.mark.kernel, pytest.mark.server]

RECORDS = 5000
FLOW = "company.team.kafka_realtime"


def orders(count, first=0):
    return [{"order": number, "lines": [{"article": f"Rumpf {number}", "pieces": number % 7}]} for number in range(first, first + count)]


def assert_one_execution_for_each_record(history, topic):
    made = list(history.executions())
    assert Counter(one.state for one in made) == {"SUCCESS": topic.sent.total()}
    assert Counter(json.dumps(one.trigger["value"]) for one in made) == topic.sent
    assert len({(one.trigger["partition"], one.trigger["offset"]) for one in made}) == len(made)
    for one in made:
        assert [json.loads(message) for message in one.messages] == [one.trigger["value"]]
        assert (one.trigger["topic"], one.trigger["key"]) == ("orders", "shop")


def test_5000_records_make_exactly_5000_executions_with_their_payloads(kernel, tmp_path, measured):
    with KafkaBroker(tmp_path) as broker, History(kernel.home, FLOW) as history:
        topic = Topic(broker.address)
        topic.create()
        topic.send(orders(RECORDS))
        kernel.run(kafka_realtime(broker.address))
        measured("seconds to join and receive", history.until(1))
        history.until(RECORDS, "SUCCESS")
        measured("executions a second", history.rate())
        assert_one_execution_for_each_record(history, topic)
        assert kernel.value("engine.executions(limit=None).df().state.value_counts().to_dict()") == {"SUCCESS": RECORDS}
        kernel.close()


def test_a_broker_that_dies_and_comes_back_in_the_middle_changes_no_count(kernel, tmp_path, s3_server, measured):
    with KafkaBroker(tmp_path, storage=s3_server) as broker, History(kernel.home, FLOW) as history:
        topic = Topic(broker.address)
        topic.create()
        topic.send(orders(RECORDS - 1000))
        kernel.run(kafka_realtime(broker.address))
        history.until(500)
        broker.kill()
        measured("executions when the broker died", history.count())
        broker.start()
        topic.send(orders(1000, first=RECORDS - 1000))
        measured("seconds from its return to the end", history.until(RECORDS, "SUCCESS"))
        assert_one_execution_for_each_record(history, topic)
        kernel.close()
