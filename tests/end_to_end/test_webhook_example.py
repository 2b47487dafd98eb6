from __future__ import annotations

import time

import pytest
from tests.end_to_end.callers import call, call_all
from tests.end_to_end.cells import WEBHOOK_EXAMPLE
from tests.end_to_end.conftest import KEY

pytestmark = [pytest.mark.kernel, pytest.mark.server]

CALLS = 1000
FLOW = "company.team.webhook_example"


@pytest.fixture(scope="module")
def url(shared_kernel):
    """The address of a flow that listens; the same text deployed again changes nothing."""
    shared_kernel.run(WEBHOOK_EXAMPLE)
    return shared_kernel.value(f"engine.triggers['{FLOW}', 'webhook'].url")


def test_1000_calls_make_exactly_1000_executions_that_succeed(shared_kernel, url, measured):
    bodies = [{"order": number, "text": f"Grüße {number}"} for number in range(CALLS)]
    begun = time.monotonic()
    answers = call_all(url, bodies)
    measured("calls a second", CALLS / (time.monotonic() - begun))
    assert {answer.status for answer in answers} == {200}
    shared_kernel.until(f"len(engine.executions(state='SUCCESS', limit=None)) == {CALLS}")
    shared_kernel.run("table = engine.executions(limit=None).df()")
    assert shared_kernel.value("table.state.value_counts().to_dict()") == {"SUCCESS": CALLS}
    assert sorted(shared_kernel.value("table.id.tolist()")) == sorted(answer.content["id"] for answer in answers)
    received = shared_kernel.value(
        "[execution.trigger.variables['body'] for execution in engine.executions(limit=None)]"
    )
    assert sorted(received, key=lambda body: body["order"]) == bodies


def test_the_message_is_rendered_with_the_body_of_the_request(shared_kernel, url):
    made = call(url, {"order": 17}).content["id"]
    logged = shared_kernel.value(f"[entry.message for entry in engine.execution('{made}').wait(10).logs]")
    assert logged == ['Received event: {"order":17}']


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_get_and_put_start_the_flow_as_post_does(shared_kernel, url, method):
    answer = call(f"{url}?from=shop", method=method)
    assert answer.status == 200
    found = f"engine.execution('{answer.content['id']}').wait(10)"
    assert shared_kernel.value(f"[{found}.state, {found}.trigger.variables['parameters']]") == [
        "SUCCESS",
        {"from": ["shop"]},
    ]


def test_a_wrong_key_and_a_wrong_flow_are_not_found(shared_kernel, url):
    before = shared_kernel.value("len(engine.executions(limit=None)) + len(engine.verdicts(limit=None))")
    for wrong in (url.replace(KEY, "close-sesame"), url.replace("webhook_example", "webhook_exemple")):
        answer = call(wrong, {"order": 1})
        assert answer.status == 404
        assert "not found" in answer.content["message"]
        assert KEY not in str(answer.content)
    assert shared_kernel.value("len(engine.executions(limit=None)) + len(engine.verdicts(limit=None))") == before


def test_a_key_of_idempotency_that_comes_twice_makes_one_execution(shared_kernel, url):
    first, second = (call(url, {"order": 1}, headers={"Idempotency-Key": "order-1"}) for _ in range(2))
    assert (first.status, second.status) == (200, 200)
    assert second.content["id"] == first.content["id"]
    outcomes = "[each.outcome for each in engine.verdicts(limit=None) if each.identity == 'order-1']"
    assert shared_kernel.value(outcomes) == ["DUPLICATE", "FIRED"]
