from __future__ import annotations

import pytest
import yaml

import wavetank as wt
from wavetank.model.event import Outcome


def deploy(engine, **properties):
    trigger = {"id": "watch", "type": "io.kestra.plugin.core.http.Trigger", "interval": "PT1H", **properties}
    tasks = [{"id": "say", "type": "io.kestra.plugin.core.debug.Return", "format": "{{ trigger.code }}"}]
    engine.deploy(yaml.safe_dump({"id": "f", "namespace": "n", "tasks": tasks, "triggers": [trigger]}), paused=True)


def test_it_fires_on_each_answer_for_which_the_condition_holds(engine, url):
    deploy(engine, uri=f"{url}/tell", method="POST", body="hello")
    for _ in range(2):
        verdict = engine.poll("n.f", "watch")
        assert verdict.execution["say"]["value"] == "200"
    variables = verdict.execution.trigger.variables
    assert (variables["code"], variables["uri"]) == (200, f"{url}/tell")
    assert '"body": "hello"' in variables["body"]
    assert variables["headers"]["X-Twice"] == ["1"]
    assert len(engine.executions("n.f")) == 2


def test_a_condition_sees_the_answer(engine, url):
    condition = "{{ response.statusCode == 418 and response.body == 'short and stout' }}"
    deploy(engine, uri=f"{url}/teapot", responseCondition=condition)
    assert engine.poll("n.f", "watch").outcome is Outcome.FIRED


def test_a_failing_status_fails_no_poll_and_fires_only_if_the_condition_says_so(engine, url):
    deploy(engine, uri=f"{url}/teapot")
    assert engine.poll("n.f", "watch") is None
    assert len(engine.verdicts("n.f")) == 0


def test_what_cannot_be_reached_is_a_fault_of_the_source(engine):
    deploy(engine, uri="http://127.0.0.1:1/")
    with pytest.raises(wt.SourceError, match="has no answer"):
        engine.poll("n.f", "watch")


def test_a_body_may_be_kept_encrypted(engine, url):
    deploy(engine, uri=f"{url}/tell", encryptBody=True)
    variables = engine.poll("n.f", "watch").execution.trigger.variables
    assert variables["encryptedBody"]["type"] == "io.kestra.datatype:aes_encrypted"
    assert "body" not in variables


def test_a_made_up_answer_takes_the_same_way(engine, url):
    deploy(engine, uri=f"{url}/tell")
    assert engine.fire("n.f", "watch", {"code": 201, "body": "x"}).execution["say"]["value"] == "201"
    with pytest.raises(wt.InputError, match="HTTP trigger takes"):
        engine.fire("n.f", "watch", "x")
