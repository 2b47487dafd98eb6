from __future__ import annotations

import pytest
from tests.end_to_end.callers import call
from tests.end_to_end.cells import WEBHOOK_EXAMPLE

pytestmark = pytest.mark.kernel

FLOW = "company.team.webhook_example"
LOG = "    type: io.kestra.plugin.core.log.Log\n"
TASKS = WEBHOOK_EXAMPLE[WEBHOOK_EXAMPLE.index("tasks:") : WEBHOOK_EXAMPLE.index("triggers:")]
BROKEN = {
    "an indentation that YAML does not know": ("  - id: log_payload\n", "  - id: log_payload\n     - "),
    "a tab": (LOG, "\t" + LOG),
    "a quote that does not end": ('trigger.body }}"', "trigger.body }}"),
    "an unknown task": ("log.Log", "log.Lgo"),
    "an unknown trigger": ("trigger.Webhook", "trigger.Webhok"),
    "an unknown property": ("    message:", "    mesage:"),
    "a property that is missing": ("    key: \"{{ secret('WEBHOOK_KEY') }}\"\n", ""),
    "an expression that does not end": ("trigger.body }}", "trigger.body }"),
    "an unknown filter": ("trigger.body }}", "trigger.body | uper }}"),
    "no tasks": ("tasks:", "taskz:"),
    "an empty list of tasks": (TASKS, "tasks: []\n"),
    "two tasks of one id": ("\ntriggers:", "  - id: log_payload\n" + LOG + "    message: x\n\ntriggers:"),
    "a property that stands twice": (LOG, LOG + LOG),
    "a duration that is none": ("    message:", "    timeout: five minutes\n    message:"),
    "a level that is none": ("    message:", "    level: LOUD\n    message:"),
    "a list for the name of a type": (LOG, "    type: [a, b]\n"),
}


@pytest.fixture(scope="module")
def url(shared_kernel):
    """A flow that is deployed, and a key that listens."""
    shared_kernel.run(WEBHOOK_EXAMPLE)
    return shared_kernel.value(f"engine.triggers['{FLOW}', 'webhook'].url")


@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN)
def test_a_broken_text_leaves_the_former_revision_listening(shared_kernel, url, change):
    text = WEBHOOK_EXAMPLE.replace(*change, 1)
    assert text != WEBHOOK_EXAMPLE
    name, shown = shared_kernel.fault(text)
    assert name == "FlowError"
    assert "Traceback" not in shown
    assert f"Revision 1 of {FLOW} stays as it was" in shown
    assert shared_kernel.value(f"engine.flows['{FLOW}'].revision") == 1
    made = call(url, {"order": 1})
    assert made.status == 200
    found = f"engine.execution('{made.content['id']}').wait(10)"
    assert shared_kernel.value(f"[{found}.flow_revision, {found}.state]") == [1, "SUCCESS"]


def test_the_text_put_right_is_the_next_revision_under_the_same_address(shared_kernel, url):
    shared_kernel.fault(WEBHOOK_EXAMPLE.replace("log.Log", "log.Lgo"))
    shared_kernel.run(WEBHOOK_EXAMPLE.replace("Received event", "Got"))
    made = call(url, {"order": 1}).content["id"]
    assert shared_kernel.value(f"[each.message for each in engine.execution('{made}').wait(10).logs]") == [
        'Got: {"order":1}'
    ]
    assert shared_kernel.value(f"engine.flows['{FLOW}'].revision") == 2


def test_a_text_of_a_flow_that_was_never_deployed_leaves_nothing_behind(shared_kernel, url):
    before = shared_kernel.value("sorted(engine.flows)")
    broken = WEBHOOK_EXAMPLE.replace("webhook_example", "newcomer").replace("log.Log", "log.Lgo")
    _, shown = shared_kernel.fault(broken)
    assert "stays as it was" not in shown
    assert shared_kernel.value("sorted(engine.flows)") == before
    assert call(url.replace("webhook_example", "newcomer")).status == 404
