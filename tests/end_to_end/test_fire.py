"""Made-up events go the way of real ones; nothing listens at the addresses in these flows."""

from __future__ import annotations

import json

import pytest
from tests.end_to_end.cells import WEBHOOK_EXAMPLE, kafka_realtime, s3_event_driven

pytestmark = pytest.mark.kernel

NOWHERE = "127.0.0.1:1"
CHOOSY = """\
%%flow
id: choosy
namespace: company.team
tasks:
  - id: log
    type: io.kestra.plugin.core.log.Log
    message: "{{ trigger.body.total }}"
triggers:
  - id: webhook
    type: io.kestra.plugin.core.trigger.Webhook
    key: choosy
    conditions:
      - type: io.kestra.plugin.core.condition.Expression
        expression: "{{ trigger.body.total > 100 }}"
"""


@pytest.fixture(scope="module")
def kernel(shared_kernel):
    for cell in (WEBHOOK_EXAMPLE, s3_event_driven(f"http://{NOWHERE}"), kafka_realtime(NOWHERE), CHOOSY):
        shared_kernel.run(cell)
    return shared_kernel


def fired(kernel, words, event):
    """Fires by the magic; returns what the test looks at."""
    kernel.run(f"event = {event!r}\nverdict = %flow fire {words} event")
    verdict = kernel.value("{name: getattr(verdict, name) for name in ('outcome', 'stage', 'reason', 'execution_id')}")
    verdict["messages"] = kernel.value("[each.message for each in verdict.execution.logs] if verdict.execution else []")
    verdict["state"] = kernel.value("verdict.execution.state if verdict.execution else None")
    return verdict


def test_a_webhook_fires(kernel):
    verdict = fired(kernel, "webhook_example webhook", {"body": {"order": 17}})
    assert (verdict["outcome"], verdict["state"]) == ("FIRED", "SUCCESS")
    assert verdict["messages"] == ['Received event: {"order":17}']


def test_s3_fires_without_a_server_and_the_tasks_find_the_files(kernel):
    objects = [{"key": f"incoming/{name}.csv", "content": f"name\n{name}\n"} for name in ("a", "b")]
    verdict = fired(kernel, "s3_event_driven watch_bucket", {"objects": objects})
    assert (verdict["outcome"], verdict["state"]) == ("FIRED", "SUCCESS")
    values = kernel.value("[run.outputs['value'] for run in verdict.execution.task_runs if run.value]")
    uris = [value.removeprefix("Processing file: ") for value in values]
    assert [uri.rpartition("/")[2] for uri in uris] == ["0-a.csv", "1-b.csv"]
    read = kernel.value(f"[engine.runtime.surroundings.storage.read(uri).decode() for uri in {uris}]")
    assert read == [each["content"] for each in objects]


def test_kafka_fires_without_a_broker(kernel):
    verdict = fired(kernel, "kafka_realtime realtime_trigger", {"value": {"order": 17}, "key": "shop"})
    assert (verdict["outcome"], verdict["state"]) == ("FIRED", "SUCCESS")
    assert [json.loads(message) for message in verdict["messages"]] == [{"order": 17}]
    assert kernel.value("verdict.execution.trigger.variables['key']") == "shop"


def test_a_trigger_whose_broker_is_not_there_says_so_while_it_is_fired(kernel):
    kernel.until("engine.triggers['company.team.kafka_realtime', 'realtime_trigger'].state == 'FAILED'")
    assert NOWHERE in kernel.run("print(engine.triggers['company.team.kafka_realtime', 'realtime_trigger'])")


def test_a_value_that_is_no_json_fails_at_deserialising_and_makes_no_execution(kernel):
    before = kernel.value("len(engine.executions(limit=None))")
    verdict = fired(kernel, "kafka_realtime realtime_trigger", {"value": "{broken"})
    assert (verdict["outcome"], verdict["stage"], verdict["execution_id"]) == ("FAILED", "deserialise", None)
    assert "JSON" in verdict["reason"]
    assert kernel.value("len(engine.executions(limit=None))") == before
    assert "{broken" in kernel.value("verdict.payload")


def test_a_condition_that_is_false_rejects_and_shows_what_its_parts_were(kernel):
    verdict = fired(kernel, "choosy webhook", {"body": {"total": 42}})
    assert (verdict["outcome"], verdict["stage"], verdict["execution_id"]) == ("REJECTED", "conditions", None)
    assert "{{ trigger.body.total > 100 }} = false (trigger.body.total = 42)" in verdict["reason"]
    assert verdict["reason"] in kernel.run("print(engine.why(verdict))")
    assert fired(kernel, "choosy webhook", {"body": {"total": 142}})["messages"] == ["142"]


def test_the_same_identity_makes_one_execution(kernel):
    event = {"value": {"order": 18}, "identity": "order-18"}
    first, second = (fired(kernel, "kafka_realtime realtime_trigger", event) for _ in range(2))
    assert (first["outcome"], second["outcome"]) == ("FIRED", "DUPLICATE")
    assert second["execution_id"] == first["execution_id"]


def test_each_event_that_was_fired_stands_in_the_ledger(kernel):
    before = kernel.value("len(engine.verdicts(limit=None))")
    fired(kernel, "choosy webhook", {"body": {"total": 1}})
    fired(kernel, "choosy webhook", {"body": {"total": 1000}})
    assert kernel.value("engine.verdicts(limit=None).df().outcome.tolist()[:2]") == ["FIRED", "REJECTED"]
    assert kernel.value("len(engine.verdicts(limit=None))") == before + 2
