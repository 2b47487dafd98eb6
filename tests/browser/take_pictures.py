"""
Takes the pictures of the documentation in a real JupyterLab.

    python -m tests.browser.take_pictures docs/images
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from .conftest import CHROMIUM_OPTIONS
from .flow_card import FlowCard
from .jupyter_server import jupyter_server
from .notebook_page import NotebookPage

FLOW = """%%flow
id: orders
namespace: company.team
inputs:
  - {id: customer, type: STRING, defaults: Ada}
  - {id: priority, type: SELECT, values: [low, high], defaults: low}
tasks:
  - id: lines
    type: io.kestra.plugin.core.flow.ForEach
    values: "{{ trigger.body.lines ?? [] }}"
    tasks:
      - id: price
        type: io.kestra.plugin.core.output.OutputValues
        values:
          article: "{{ fromJson(taskrun.value).article }}"
          amount: "{{ fromJson(taskrun.value).pieces * fromJson(taskrun.value).each }}"
  - id: checks
    type: io.kestra.plugin.core.flow.Parallel
    tasks:
      - {id: stock, type: io.kestra.plugin.core.flow.Sleep, duration: PT0.4S}
      - {id: told, type: io.kestra.plugin.core.log.Log, message: "An order of {{ inputs.customer }}"}
triggers:
  - id: webhook
    type: io.kestra.plugin.core.trigger.Webhook
    key: "{{ secret('WEBHOOK_KEY') }}"
  - id: every_morning
    type: io.kestra.plugin.core.trigger.Schedule
    cron: "0 6 * * MON-FRI"
    timezone: Europe/Berlin"""
SET_UP = """%load_ext wavetank
import wavetank as wt
wt.get_engine().secrets["WEBHOOK_KEY"] = "open-sesame\""""
FIRE = """lines = [{"article": "hull", "pieces": 2, "each": 10}, {"article": "mast", "pieces": 3, "each": 7}]
payload = {"lines": lines}
verdicts = [wt.get_engine().fire("company.team.orders", "webhook", payload) for _ in range(3)]
verdicts[0].execution["price"].df()"""
MISTAKE = FLOW.replace("cron:", "corn:")
CELLS = [SET_UP, FLOW, FIRE, "%flow why orders", "verdicts[0].execution", MISTAKE]


def main() -> None:
    """Writes the pictures into the folder that the command line names."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, jupyter_server(Path(home)) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM_OPTIONS)
        page = browser.new_context(viewport={"width": 1200, "height": 1700}, device_scale_factor=1.5).new_page()
        notebook = NotebookPage.open(page, server, "orders.ipynb", CELLS)
        for index in range(len(CELLS)):
            notebook.run_cell(index)
        card = FlowCard(notebook, 1, "company.team.orders")
        card.executions.first.click()
        expect(card.pane).to_contain_text("SUCCESS")
        for name, index in (("flow-card", 1), ("dataframe", 2), ("why", 3), ("execution", 4), ("mistake", 5)):
            cell = notebook.cell(index)
            cell.scroll_into_view_if_needed()
            cell.screenshot(path=folder / f"{name}.png")
        card.button("Run…").click()
        card.button("Fire trigger webhook").click()
        card.element.screenshot(path=folder / "forms.png")
        card.button("Run…").click()
        card.button("Fire trigger webhook").click()
        notebook.use_theme("JupyterLab Dark")
        notebook.cell(1).screenshot(path=folder / "flow-card-dark.png")
        browser.close()


if __name__ == "__main__":
    main()
