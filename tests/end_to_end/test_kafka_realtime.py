from __future__ import annotations

import pytest
from tests.end_to_end.cells import kafka_realtime
from tests.end_to_end.history import History
from tests.end_to_end.topic import Topic, orders
from tests.servers.kafka_broker import KafkaBroker

pytestmark = [pytest.mark.kernel, pytest.mark.server]

RECORDS = 5000
FLOW = "company.team.kafka_realtime"


def test_5000_records_make_exactly_5000_executions_with_their_payloads(kernel, tmp_path, measured):
    with KafkaBroker(tmp_path) as broker, History(kernel.home, FLOW) as history:
        topic = Topic(broker.address)
        topic.create()
        topic.send(orders(RECORDS))
        kernel.run(kafka_realtime(broker.address))
        measured("seconds to join and receive", history.until(1))
        history.until(RECORDS, "SUCCESS")
        measured("executions a second", history.rate())
        topic.assert_each_made_one_execution(history)
        assert kernel.value("engine.executions(limit=None).df().state.value_counts().to_dict()") == {"SUCCESS": RECORDS}


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
        topic.assert_each_made_one_execution(history)
