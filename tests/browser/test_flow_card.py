"""The card of a flow lives while the kernel computes: events arrive, and their executions appear."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

FLOW = """%%flow
id: {flow_id}
namespace: lab
tasks:
  - id: answer
    type: io.kestra.plugin.core.debug.Return
    format: "{{{{ trigger.body.name }}}}"
triggers:
  - id: knock
    type: io.kestra.plugin.core.trigger.Webhook
    key: knock-{flow_id}
"""

# Longer than the test takes: the kernel is ended under it.
SLEEPING = "import time\ntime.sleep(30)"
SPINNING = "import time\nend = time.monotonic() + 30\nwhile time.monotonic() < end:\n    pass"


@pytest.mark.parametrize(("flow_id", "blocking"), [("asleep", SLEEPING), ("spinning", SPINNING)])
def test_card_shows_an_execution_while_a_cell_blocks_the_kernel(open_notebook, flow_id, blocking):
    notebook = open_notebook(["%load_ext wavetank", FLOW.format(flow_id=flow_id), blocking])
    notebook.run_cell(0)
    notebook.run_cell(1)
    card = notebook.output(1).locator(f"[data-flow='lab.{flow_id}']")
    expect(card).to_contain_text("No executions yet.")
    address = card.locator("[data-copy]").get_attribute("data-copy")
    notebook.run_cell(2, wait=False)
    expect(notebook.prompt(2)).to_have_text("[*]:")

    for number in (1, 2):
        notebook.page.request.post(address, data={"name": f"knock {number}"})
        executions = card.locator("[data-list=executions] tr")
        expect(executions).to_have_count(number)
        expect(executions.first).to_contain_text("SUCCESS")

    expect(notebook.prompt(2)).to_have_text("[*]:")
