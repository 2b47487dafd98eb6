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


@pytest.mark.parametrize(
    ("read", "body"),
    [
        ("{{ trigger.body.lines ?? [] }}", {"lines": []}),
        ("{{ trigger.body.name ?? 'world' }} {{ trigger.body.name | upper }}", {"name": "world"}),
        ("{{ trigger.body.pieces * 2 }} {{ trigger.body.loud ?? false }}", {"pieces": 1, "loud": False}),
        ("{{ trigger.body.total > 100 }} {{ trigger.body.state == 'paid' }}", {"total": 101, "state": "paid"}),
        ("{{ trigger.body.customer.name }} {{ trigger.body.customer }}", {"customer": {"name": ""}}),
        ("{% for each in trigger.body.rows %}{{ each }}{% endfor %}", {"rows": []}),
    ],
)
def test_what_is_read_has_a_value_that_goes_with_how_it_is_read(deployed, read, body):
    engine, _ = deployed(TRIGGERS["webhook"])
    tasks = f"""tasks:
  - id: take
    type: io.kestra.plugin.core.debug.Return
    format: "{read}"
"""
    text = FLOW.format(trigger=TRIGGERS["webhook"])
    flow = engine.deploy(text[: text.index("tasks:")] + tasks + text[text.index("triggers:") :], paused=True)
    sample = sample_event(flow, flow.triggers[0], engine.runtime.surroundings.clock.now())
    assert sample == {"body": body}
    assert [type(each) for each in sample["body"].values()] == [type(each) for each in body.values()]
    assert engine.fire("lab.sampled", "fired", sample).execution.state == "SUCCESS"


def test_what_a_loop_goes_through_is_a_list_in_the_sample(deployed):
    engine, _ = deployed(TRIGGERS["webhook"])
    text = FLOW.format(trigger=TRIGGERS["webhook"])
    loop = """tasks:
  - id: lines
    type: io.kestra.plugin.core.flow.ForEach
    values: "{{ trigger.body.lines }}"
    tasks:
      - {id: one, type: io.kestra.plugin.core.log.Log, message: "{{ taskrun.value }}"}
"""
    flow = engine.deploy(text[: text.index("tasks:")] + loop + text[text.index("triggers:") :], paused=True)
    assert sample_event(flow, flow.triggers[0], engine.runtime.surroundings.clock.now()) == {"body": {"lines": []}}


def test_what_the_flow_reads_of_a_body_stands_in_the_sample_with_the_type_of_its_input(deployed):
    _, sample = deployed(TRIGGERS["webhook"])
    assert sample == {"body": {"amount": 5, "who": ""}}
