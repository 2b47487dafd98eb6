from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from itertools import count

import pytest
from tests.end_to_end.callers import call
from tests.end_to_end.cells import WEBHOOK_EXAMPLE, kafka_realtime, s3_event_driven
from tests.end_to_end.history import History
from tests.end_to_end.processes import children_of, until_gone
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
SCRIPT = """\
%%flow
id: script
namespace: company.team
tasks:
  - id: work
    type: io.kestra.plugin.scripts.shell.Script
    taskRunner:
      type: io.kestra.plugin.core.runner.Process
    script: |
      echo begun >> FILE
      test $(wc -l < FILE) -gt 1 || sleep 600
"""

DIES_BEFORE_IT_WRITES = """\
import os, signal
from wavetank.stores.sqlite_store import SqliteStore

commit = SqliteStore.commit

def die_instead(store, transaction):
    if transaction.creations:
        os.kill(os.getpid(), signal.SIGKILL)
    return commit(store, transaction)

SqliteStore.commit = die_instead
"""
CANNOT_WRITE_AND_DIES = """\
import itertools, os, signal
from wavetank.stores.sqlite_store import SqliteStore

tries, commit = itertools.count(), SqliteStore.commit

def refuse_then_die(store, transaction):
    if not transaction.creations:
        return commit(store, transaction)
    if next(tries):
        os.kill(os.getpid(), signal.SIGKILL)
    raise wt.StoreError("The disk is full.")

SqliteStore.commit = refuse_then_die
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


@pytest.mark.parametrize(
    ("death", "least", "most"),
    [(DIES_BEFORE_IT_WRITES, 0, 0), (DIES_BEFORE_IT_ACKNOWLEDGES, 1, 300)],
    ids=["before the disk", "between disk and broker"],
)
def test_a_kernel_that_dies_at_the_worst_moment_gets_the_records_again_and_executes_each_once(
    start_kernel, tmp_path, death, least, most
):
    first = start_kernel()
    with KafkaBroker(tmp_path) as broker, History(first.home, FLOW) as history:
        topic = Topic(broker.address)
        topic.create()
        topic.send(orders(300))
        first.run(death)
        first.run(kafka_realtime(broker.address))
        first.wait_for_death()
        kept = history.count()
        assert least <= kept <= most
        second = start_kernel()
        history.until(300, "SUCCESS")
        second.until(f"len(engine.verdicts('{FLOW}', limit=None)) == 300 + {kept}")
        topic.assert_each_made_one_execution(history)
        outcomes = Counter(second.value(f"[each.outcome for each in engine.verdicts('{FLOW}', limit=None)]"))
        assert outcomes == Counter(FIRED=300, DUPLICATE=kept)


def test_a_call_that_was_answered_is_executed_though_the_kernel_is_killed(start_kernel, measured):
    first = start_kernel()
    first.run(WEBHOOK_EXAMPLE)
    url = first.value("engine.triggers['company.team.webhook_example', 'webhook'].url")
    answered: list[str] = []
    with ThreadPoolExecutor(4) as pool:
        callers = [pool.submit(call_until_nobody_answers, url, answered) for _ in range(4)]
        until = time.monotonic() + 30
        while len(answered) < 300 and time.monotonic() < until:
            time.sleep(0.01)
        first.kill()
    assert all(caller.exception() is None for caller in callers)
    assert len(answered) >= 300
    second = start_kernel()
    second.until("not [run for run in engine.executions(limit=None) if not run.state.terminated]")
    ended = second.value("{run.id: [run.state, len(run.logs)] for run in engine.executions(limit=None)}")
    assert ended.keys() >= set(answered)
    assert all(found == ["SUCCESS", 1] for found in ended.values())
    measured("calls answered before the kill", len(answered))


def test_a_call_is_not_answered_before_its_execution_is_on_disk(start_kernel):
    first = start_kernel()
    first.run(WEBHOOK_EXAMPLE)
    url = first.value("engine.triggers['company.team.webhook_example', 'webhook'].url")
    first.run(CANNOT_WRITE_AND_DIES)
    with pytest.raises((OSError, HTTPException)):
        call(url, {"order": 1})
    first.wait_for_death()
    assert start_kernel().value("len(engine.executions(limit=None)) + len(engine.verdicts(limit=None))") == 0


def call_until_nobody_answers(url, answered):
    for number in count():
        try:
            answer = call(url, {"order": number})
        except (OSError, HTTPException):
            return
        assert answer.status == 200
        answered.append(answer.content["id"])


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
    second.until("engine.triggers['company.team.s3_event_driven', 'watch_bucket'].state == 'WAITING'")
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
    said = second.value(f"[entry.message for entry in {found}.logs if entry.task_id == 'after']")
    assert said == [f"after {made}"]


def test_a_script_ends_with_a_kernel_that_is_killed_and_is_run_anew(start_kernel, tmp_path):
    begun = tmp_path / "begun"
    first = start_kernel()
    first.run(SCRIPT.replace("FILE", str(begun)))
    made = first.value("engine.run('company.team.script', wait=False).id")
    first.until(f"os.path.exists('{begun}')")
    started = children_of(first.pid)
    first.kill()
    until_gone(started)
    second = start_kernel()
    assert second.value(f"engine.execution('{made}').wait(20).state") == "SUCCESS"
    attempts = f"[[each.state, each.cut] for each in engine.execution('{made}').task_runs[0].attempts]"
    assert second.value(attempts) == [["KILLED", True], ["SUCCESS", False]]
    assert begun.read_text() == "begun\nbegun\n"


def test_executions_of_a_kernel_that_lives_are_not_taken_over(start_kernel):
    first = start_kernel()
    first.run(SLOW)
    made = first.value("engine.run('company.team.slow', wait=False).id")
    second = start_kernel()
    assert second.value("engine.taken_over") == []
    assert second.value(f"engine.execution('{made}').wait(20).state") == "SUCCESS"
    assert second.value(f"[len(run.attempts) for run in engine.execution('{made}').task_runs]") == [1, 1, 1]
