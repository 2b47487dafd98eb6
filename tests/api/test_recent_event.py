"""The event that a fire box begins with once there was one: the newest, as the trigger takes it."""

from __future__ import annotations

import pytest

import wavetank as wt
from wavetank.api.recent_event import recent_event

FLOW = """\
id: hooked
namespace: lab
tasks:
  - {id: take, type: io.kestra.plugin.core.log.Log, message: "{{ trigger.body.name }}"}
triggers:
  - id: hook
    type: io.kestra.plugin.core.trigger.Webhook
    key: known
    conditions:
      - type: io.kestra.plugin.core.condition.Expression
        expression: "{{ trigger.body.name != 'Eve' }}"
  - id: other
    type: io.kestra.plugin.core.trigger.Webhook
    key: another
"""
LISTENER = """\
id: listener
namespace: lab
tasks:
  - {id: take, type: io.kestra.plugin.core.log.Log, message: x}
triggers:
  - id: after
    type: io.kestra.plugin.core.trigger.Flow
    preconditions: {id: one, flows: [{namespace: lab, flowId: hooked, states: [SUCCESS]}]}
"""


@pytest.fixture
def engine(tmp_path):
    with wt.Engine(tmp_path) as engine:
        engine.deploy(FLOW)
        yield engine


def recent(engine, flow="lab.hooked", place=0):
    found = engine.flows[flow]
    return recent_event(engine.runtime, found, found.triggers[place])


def test_before_the_first_event_there_is_none(engine):
    assert recent(engine) is None


def test_it_is_the_newest_of_its_own_trigger_with_what_its_sender_chose(engine):
    headers = {"Host": "127.0.0.1", "User-Agent": "curl", "X-Sign": "abc"}
    engine.fire("lab.hooked", "hook", {"body": {"name": "Ada"}})
    engine.fire("lab.hooked", "hook", {"body": {"name": "Grace"}, "headers": headers, "parameters": {"a": "1"}})
    engine.fire("lab.hooked", "other", {"body": {"name": "Joan"}})
    event = {"body": {"name": "Grace"}, "parameters": {"a": ["1"]}, "headers": {"x-sign": ["abc"]}}
    assert recent(engine) == event
    assert engine.fire("lab.hooked", "hook", event).outcome == "FIRED"


def test_one_that_was_rejected_is_told_too(engine):
    assert engine.fire("lab.hooked", "hook", {"body": {"name": "Eve"}}).outcome == "REJECTED"
    assert recent(engine) == {"body": {"name": "Eve"}}


def test_a_long_one_is_told_whole(engine):
    engine.fire("lab.hooked", "hook", {"body": {"name": "a" * 10_000}})
    assert recent(engine) == {"body": {"name": "a" * 10_000}}


def test_one_with_a_secret_in_it_is_not_told(engine):
    engine.secrets["WORD"] = "open-sesame"
    engine.deploy(FLOW.replace("trigger.body.name }}", "secret('WORD') }}"))
    engine.run("lab.hooked")
    engine.fire("lab.hooked", "hook", {"body": {"name": "open-sesame"}})
    assert recent(engine) is None


def test_that_of_a_flow_trigger_is_the_end_of_the_same_flow(engine):
    engine.deploy(LISTENER)
    verdict = engine.fire("lab.listener", "after", {"namespace": "lab", "flowId": "hooked", "state": "SUCCESS"})
    assert verdict.outcome == "FIRED"
    assert recent(engine, "lab.listener") == {"namespace": "lab", "flowId": "hooked", "state": "SUCCESS"}
