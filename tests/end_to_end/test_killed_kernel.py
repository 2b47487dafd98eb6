from __future__ import annotations

import pytest

from tests.end_to_end.cells import kafka_realtime, s3_event_driven
from tests.end_to_end.history import History
from tests.end_to_end.topic import Topic, orders
from tests.servers.kafka_broker import KafkaBroker

pytestmark = [pytest.mark.kernel, pytest.mark.server]

RECORDS = 5000
FLOW = "company.team.kafka_realtime"
SLOW = """\
%%flow
id: slow
namespace: company.team
tasks:
  - id: before
    type: io.kestra.plugin.core.debug.Return
    format: "{{ execution.id }}"
  - id: wait
    type: io.kestra.plugin.core.flow.Sleep
    duration: PT1S
  - id: after
    type: io.kestra.plugin.core.log.Log
    message: "after {{ outputs.before.value }}"
"""

DIES_BEFORE_IT_ACKNOWLEDGES = """\
import os, signal
from aiokafka import AIOKafkaConsumer

commit = AIOKafkaConsumer.commit

async def die_instead(consumer, offsets):
    if engine.executions(limit=1):
        os.kill(os.getpid(), signal.SIGKILL)
    await commit(consumer, offsets)

AIOKafkaConsumer.commit = die_instead
"""

DIES_AFTER_THREE_MOVES = """\
import itertools, os, signal
from wavetank.plugins.aws.s3.consumption import Consumption

consume, moved = Consumption.consume, itertools.count()

def die_then(consumption, each):
    if next(moved) == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return consume(consumption, each)

Consumption.consume = die_then
"""


def test_no_record_is_lost_or_executed_twice_when_the_kernel_is_killed_in_the_middle(start_kernel, tmp_path, measured):
    first = start_kernel()
    with KafkaBroker(tmp_path) as broker, History(first.home, FLOW) as history:
        topic = Topic(broker.address)
        topic.create()
        topic.send(orders(RECORDS))
        first.run(kafka_realtime(broker.address))
        history.until(1000)
        history.until(100, "RUNNING", pause=0.001)
        first.kill()
        before = {one.id: one.state for one in history.executions()}
        assert 1000 <= len(before) < RECORDS
        cut = {name for name, state in before.items() if state != "SUCCESS"}
        measured("executions at the kill", len(before))
        measured("of them cut off", len(cut))
        second = start_kernel()
        assert cut == set(second.value("engine.taken_over"))
        measured("seconds from the new kernel to the end", history.until(RECORDS, "SUCCESS"))
        topic.assert_each_made_one_execution(history)
        assert before.keys() <= {one.id for one in history.executions()}
        outcomes = second.value(f"engine.verdicts('{FLOW}', limit=None).df().outcome.value_counts().to_dict()")
        assert outcomes["FIRED"] == RECORDS
        assert outcomes.keys() <= {"FIRED", "DUPLICATE"}
        measured("records that came twice and made nothing", outcomes.get("DUPLICATE", 0))


def test_a_kernel_that_dies_between_disk_and_broker_gets_the_records_again_and_makes_nothing_of_them(
    start_kernel, tmp_path
):
    first = start_kernel()
    with KafkaBroker(tmp_path) as broker, History(first.home, FLOW) as history:
        topic = Topic(broker.address)
        topic.create()
        topic.send(orders(300))
        first.run(DIES_BEFORE_IT_ACKNOWLEDGES)
        first.run(kafka_realtime(broker.address))
        first.wait_for_death()
        kept = history.count()
        assert 0 < kept <= 300
        second = start_kernel()
        history.until(300, "SUCCESS")
        second.until(f"len(engine.verdicts('{FLOW}', limit=None)) == 300 + {kept}")
        topic.assert_each_made_one_execution(history)
        outcomes = second.value(f"engine.verdicts('{FLOW}', limit=None).df().outcome.value_counts().to_dict()")
        assert outcomes == {"FIRED": 300, "DUPLICATE": kept}


def test_objects_that_were_not_moved_when_the_kernel_died_are_moved_later_and_make_nothing(
    start_kernel, s3_server, buckets
):
    buckets.fill([(f"incoming/{number}.csv", "x") for number in range(10)])
    first = start_kernel()
    first.run(DIES_AFTER_THREE_MOVES)
    first.begin(s3_event_driven(s3_server.url))
    first.wait_for_death()
    assert len(buckets.keys("my-bucket")) == 7
    second = start_kernel()
    second.until("engine.triggers['company.team.s3_event_driven', 'watch'].state == 'WAITING'")
    assert buckets.keys("my-bucket") == set()
    assert len(buckets.keys("archive-bucket")) == 10
    assert second.value("[run.wait(20).state for run in engine.executions()]") == ["SUCCESS"]
    assert second.value("len(engine.executions()[0].trigger.variables['objects'])") == 10


def test_a_task_that_was_cut_off_begins_anew_and_says_so(start_kernel):
    first = start_kernel()
    first.run(SLOW)
    made = first.value("engine.run('company.team.slow', wait=False).id")
    first.until(f"[run.state for run in engine.execution('{made}').task_runs] == ['SUCCESS', 'RUNNING']")
    first.kill()
    second = start_kernel()
    assert second.value("engine.taken_over") == [made]
    found = f"engine.execution('{made}').wait(20)"
    assert second.value(f"{found}.state") == "SUCCESS"
    attempts = f"{{run.task_id: [[each.state, each.cut] for each in run.attempts] for run in {found}.task_runs}}"
    assert second.value(attempts) == {
        "before": [["SUCCESS", False]],
        "wait": [["KILLED", True], ["SUCCESS", False]],
        "after": [["SUCCESS", False]],
    }
    assert second.value(f"[entry.message for entry in {found}.logs]") == [f"after {made}"]


def test_executions_of_a_kernel_that_lives_are_not_taken_over(start_kernel):
    first = start_kernel()
    first.run(SLOW)
    made = first.value("engine.run('company.team.slow', wait=False).id")
    second = start_kernel()
    assert second.value("engine.taken_over") == []
    assert second.value(f"engine.execution('{made}').wait(20).state") == "SUCCESS"
    assert second.value(f"[len(run.attempts) for run in engine.execution('{made}').task_runs]") == [1, 1, 1]
