from __future__ import annotations

import httpx
import pytest

import wavetank as wt
from wavetank.model.event import Outcome

FLOW = """
id: hooked
namespace: n
tasks:
  - id: say
    type: io.kestra.plugin.core.debug.Return
    format: "{{ trigger.body }}"
triggers:
  - id: hook
    type: io.kestra.plugin.core.trigger.Webhook
    key: " {{ 'open-' ~ 'sesame' }} "
    conditions:
      - type: io.kestra.plugin.core.condition.Expression
        expression: "{{ trigger.body is not map or trigger.body.n != 13 }}"
"""


@pytest.fixture
def engine():
    with wt.Engine(config={"wavetank.server.port": 0}) as engine:
        engine.deploy(FLOW)
        yield engine


def variables(verdict):
    return verdict.execution.trigger.variables


def test_a_request_becomes_an_execution_with_its_body_headers_and_parameters(engine):
    verdict = engine.webhook("n.hooked", "open-sesame", "PUT", b'{"n": 1}', {"X-Who": "me"}, "a=1&a=2&b=")
    assert variables(verdict) == {
        "body": {"n": 1},
        "headers": {"x-who": ["me"]},
        "parameters": {"a": ["1", "2"], "b": [""]},
    }


@pytest.mark.parametrize(("body", "read"), [(None, None), (b"[1]", [1]), (b"bla", "bla"), (b"12", "12")])
def test_a_body_is_read_as_json_if_it_is_an_object_or_a_list(engine, body, read):
    assert variables(engine.webhook("n.hooked", "open-sesame", body=body))["body"] == read


def test_a_false_condition_makes_no_execution(engine):
    verdict = engine.webhook("n.hooked", "open-sesame", body=b'{"n": 13}')
    assert (verdict.outcome, verdict.execution) == (Outcome.REJECTED, None)


def test_two_requests_are_one_event_if_the_sender_says_so(engine):
    same = {"Idempotency-Key": "7"}
    first, second = (engine.webhook("n.hooked", "open-sesame", headers=same) for _ in range(2))
    assert (first.outcome, second.outcome) == (Outcome.FIRED, Outcome.DUPLICATE)
    assert first.execution_id == second.execution_id


def test_what_a_server_would_refuse_is_refused(engine):
    with pytest.raises(wt.NotFoundError, match="Webhook not found"):
        engine.webhook("n.hooked", "shut")
    with pytest.raises(wt.NotFoundError, match="no flow"):
        engine.webhook("n.none", "open-sesame")
    with pytest.raises(wt.InputError, match="DELETE"):
        engine.webhook("n.hooked", "open-sesame", "DELETE")
    engine.deploy(FLOW.replace("namespace: n", "namespace: n\ndisabled: true"))
    with pytest.raises(wt.StateError, match="disabled"):
        engine.webhook("n.hooked", "open-sesame")


WAITING = """
id: waiting
namespace: n
tasks:
  - id: say
    type: io.kestra.plugin.core.debug.Return
    format: "<say>{{ trigger.body }}</say>"
outputs:
  - id: said
    type: STRING
    value: "{{ outputs.say.value }}"
triggers:
  - id: hook
    type: io.kestra.plugin.core.trigger.Webhook
    key: wait
    wait: true
    returnOutputs: true
"""


def called(engine, text):
    engine.deploy(text)
    return httpx.post(f"{engine.url}/api/v1/main/executions/webhook/n/waiting/wait", content="hello")


def test_a_request_may_wait_for_the_outputs(engine):
    answer = called(engine, WAITING)
    assert (answer.status_code, answer.json()) == (200, {"said": "<say>hello</say>"})


def test_the_only_output_may_answer_as_plain_text(engine):
    answer = called(engine, WAITING + "    responseContentType: text/plain\n")
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.text == "<say>hello</say>"


def test_a_request_that_waits_without_asking_for_outputs_gets_the_execution_as_it_ended(engine):
    answer = called(engine, WAITING.replace("    returnOutputs: true\n", "")).json()
    assert (answer["flowId"], answer["state"]["current"]) == ("waiting", "SUCCESS")


def test_a_request_that_waits_is_answered_with_the_status_that_the_trigger_names(engine):
    assert called(engine, WAITING + "    responseCode: 202\n").status_code == 202
    after = "{{ outputs.say.value contains 'hello' ? 201 : 500 }}"
    answer = called(engine, WAITING + f'    responseCode: "{after}"\n')
    assert (answer.status_code, answer.json()) == (201, {"said": "<say>hello</say>"})


def test_a_status_that_is_none_is_told(engine):
    answer = called(engine, WAITING + '    responseCode: "{{ outputs.say.value }}"\n')
    assert (answer.status_code, "responseCode" in answer.json()["message"]) == (500, True)
    with pytest.raises(wt.FlowError, match="responseCode"):
        engine.deploy(WAITING + "    responseCode: 99\n")


def test_a_body_may_stay_out_of_the_event(engine):
    assert called(engine, WAITING + "    fetchType: NONE\n").json() == {"said": "<say></say>"}
    assert called(engine, WAITING + "    fetchType: FETCH\n").json() == {"said": "<say>hello</say>"}


def test_a_body_that_is_to_become_a_file_is_refused_as_what_cannot_be_run_yet(engine):
    (diagnostic,) = wt.check(WAITING + "    fetchType: STORE\n")
    assert (diagnostic.code, "FETCH, NONE" in diagnostic.remedy) == ("WT-144", True)


def test_answers_are_json_or_plain_text(engine):
    with pytest.raises(wt.FlowError, match="application/xml"):
        engine.deploy(WAITING + "    responseContentType: application/xml\n")
