"""The event that a fire box begins with is one that the trigger takes."""

from __future__ import annotations

import pytest

import wavetank as wt
from wavetank.api.sample_event import sample_event

TRIGGERS = {
    "webhook": "type: io.kestra.plugin.core.trigger.Webhook\n    key: known",
    "schedule": 'type: io.kestra.plugin.core.trigger.Schedule\n    cron: "0 6 * * *"',
    "flow": "type: io.kestra.plugin.core.trigger.Flow",
    "http": 'type: io.kestra.plugin.core.http.Trigger\n    uri: "http://127.0.0.1:9"',
    "kafka": "type: io.kestra.plugin.kafka.RealtimeTrigger\n    topic: orders\n    groupId: g\n"
    "    properties: {bootstrap.servers: 'localhost:1'}\n    valueDeserializer: JSON",
    "s3": "type: io.kestra.plugin.aws.s3.Trigger\n    bucket: b\n    prefix: in/\n    action: NONE",
}
FLOW = """\
id: sampled
namespace: lab
inputs:
  - {{id: amount, type: INT, min: 5, required: false}}
tasks:
  - id: take
    type: io.kestra.plugin.core.debug.Return
    format: "{{{{ trigger.body.amount ?? '' }}}} {{{{ trigger.body.who ?? '' }}}}"
triggers:
  - id: fired
    {trigger}
"""


@pytest.fixture
def deployed(tmp_path):
    with wt.Engine(tmp_path) as engine:

        def deploy(trigger):
            flow = engine.deploy(FLOW.format(trigger=trigger), paused=True)
            now = engine.runtime.surroundings.clock.now()
            return engine, sample_event(flow, flow.triggers[0], now)

        yield deploy


@pytest.mark.parametrize("trigger", TRIGGERS.values(), ids=TRIGGERS)
def test_each_trigger_takes_its_own_sample(deployed, trigger):
    engine, sample = deployed(trigger)
    verdict = engine.fire("lab.sampled", "fired", sample)
    assert verdict.outcome == "FIRED", verdict.reason
    assert verdict.execution.state == "SUCCESS"


def test_what_the_flow_reads_of_a_body_stands_in_the_sample_with_the_type_of_its_input(deployed):
    _, sample = deployed(TRIGGERS["webhook"])
    assert sample == {"body": {"amount": 5, "who": ""}}
