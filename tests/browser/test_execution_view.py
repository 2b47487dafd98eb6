"""An execution in a page: opened, read, done again, stopped, gone on with; and as a picture that is kept."""

from __future__ import annotations

import nbformat
import pytest
from nbconvert import HTMLExporter
from playwright.sync_api import expect

from .flow_card import FlowCard

pytestmark = pytest.mark.browser

ROWS = """%%flow
id: FLOW
namespace: lab
inputs:
  - {id: fails, type: BOOLEAN, defaults: false}
tasks:
  - id: people
    type: io.kestra.plugin.core.storage.Write
    content: "id,name\\n1,Ada\\n2,Grace\\n3,Mary of whom much more is told than a column has room for\\n"
    extension: .csv
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: "{{ range(1, 40) }}"
    tasks:
      - {id: told, type: io.kestra.plugin.core.log.Log, message: "round {{ taskrun.value }}"}
  - id: last
    type: io.kestra.plugin.core.debug.Return
    format: "{{ inputs.fails ? outputs.nothing : 'well' }}"
"""
PAUSING = """%%flow
id: FLOW
namespace: lab
tasks:
  - id: ask
    type: io.kestra.plugin.core.flow.Pause
    onResume:
      - {id: reason, type: STRING, validator: "[a-z]+"}
  - id: told
    type: io.kestra.plugin.core.debug.Return
    format: "because {{ outputs.ask.onResume.reason }}"
"""
LOCKED = """id: locked
namespace: lab
tasks:
  - {id: told, type: io.kestra.plugin.core.log.Log, message: "{{ trigger.body }}"}
triggers:
  - {id: door, type: io.kestra.plugin.core.trigger.Webhook, key: "{{ secret('DOOR') }}"}
"""
STARTS = "cells => cells.map(cell => cell.getBoundingClientRect().x)"
LOADING = "%load_ext wavetank\nimport wavetank as wt\nengine, flow = wt.get_engine(), 'lab.FLOW'"


@pytest.fixture
def deployed(open_notebook, request):
    """Deploys the flow in the second cell under an id of its own; returns the notebook and the card."""

    def deploy(text, *cells, front_end="lab"):
        flow_id = f"{request.node.originalname}-{front_end}".replace("test_", "")
        named = [cell.replace("FLOW", flow_id) for cell in (LOADING, text, *cells)]
        notebook = open_notebook(named, front_end)
        for index in range(2 + len(cells)):
            notebook.run_cell(index)
        card = FlowCard(notebook, 1, f"lab.{flow_id}")
        expect(card.element.locator(".wt-executions")).to_be_attached()
        return notebook, card

    return deploy


@pytest.mark.parametrize("front_end", ["lab", "notebook"])
def test_execution_opens_from_its_row_with_tasks_files_and_log(deployed, front_end):
    _, card = deployed(ROWS, "engine.run(flow);", front_end=front_end)
    card.executions.first.click()
    expect(card.pane.locator("tr[data-task=last]")).to_contain_text("SUCCESS")
    expect(card.pane).to_contain_text("… 36 more rounds")
    card.pane.get_by_role("button", name="more rounds").click()
    expect(card.pane.locator("tr[data-task=told]")).to_have_count(40)

    card.tab("Logs").click()
    expect(card.pane.get_by_role("grid", name="Log")).to_have_attribute("aria-rowcount", "40")
    card.pane.get_by_label("Search in the log").fill("round 7")
    expect(card.pane.get_by_role("grid", name="Log")).to_have_attribute("aria-rowcount", "1")
    card.pane.get_by_label("Search in the log").fill("")
    card.pane.get_by_label("Least level").select_option("ERROR")
    expect(card.pane.get_by_role("grid", name="Log")).to_have_attribute("aria-rowcount", "0")

    card.tab("Outputs").click()
    card.pane.get_by_role("button", name="Preview").click()
    table = card.pane.locator(".wt-table")
    expect(table.get_by_role("grid")).to_have_attribute("aria-rowcount", "3")
    table.get_by_role("button", name="name").click()
    table.get_by_role("button", name="name").click()
    expect(table.locator(".wt-grid-row").first).to_contain_text("Mary")
    starts = table.locator(".wt-grid-row > :nth-child(2)").evaluate_all(STARTS)
    assert len(set(starts)) == 1
    table.get_by_role("searchbox").fill("grace")
    expect(table.get_by_role("grid")).to_have_attribute("aria-rowcount", "1")
    with card.pane.page.expect_download() as begun:
        card.pane.get_by_role("button", name="Download").click()
    assert begun.value.path().read_text().startswith("id,name\n1,Ada\n2,Grace\n3,Mary of whom")


def test_failed_execution_shows_the_place_and_is_replayed_from_a_task(deployed):
    _, card = deployed(ROWS, "engine.run(flow, {'fails': True});")
    card.executions.first.click()
    expect(card.pane.locator(".wt-error").first).to_contain_text("nothing")
    expect(card.pane.locator(".wt-place")).to_contain_text("format:")
    card.pane.get_by_role("button", name="Replay from each").click()
    expect(card.executions).to_have_count(2)
    expect(card.pane).to_contain_text("replay of")
    card.button("Restart").click()
    expect(card.pane).to_contain_text("FAILED")


def test_paused_execution_is_resumed_with_a_form_and_another_is_killed(deployed):
    _, card = deployed(PAUSING, "first = engine.run(flow, wait=False)")
    card.executions.first.click()
    reason = card.pane.get_by_label("reason")
    reason.fill("7")
    card.pane.get_by_role("button", name="Resume").click()
    expect(card.pane.locator("[data-error=reason]")).to_contain_text("must match")
    reason.fill("rain")
    card.pane.get_by_role("button", name="Resume").click()
    expect(card.pane).to_contain_text("SUCCESS")
    card.tab("Outputs").click()
    expect(card.pane).to_contain_text("because rain")

    card.button("Run").click()
    expect(card.pane).to_contain_text("PAUSED")
    card.button("Kill").click()
    expect(card.pane).to_contain_text("KILLED")
    expect(card.executions.first).to_contain_text("KILLED")


def test_execution_in_a_cell_lives_until_its_end_and_is_then_kept_as_a_picture(deployed, server):
    notebook, _ = deployed(PAUSING, "first = engine.run(flow, wait=False)\nfirst")
    live = notebook.output(2).locator(".wt-live")
    expect(live).to_contain_text("PAUSED")
    live.get_by_label("reason").fill("rain")
    live.get_by_role("button", name="Resume").click()
    still = notebook.output(2)
    expect(still.locator(".wt-live")).to_have_count(0)
    expect(still).to_contain_text("SUCCESS")

    notebook.save()
    kept = nbformat.read(notebook.file, 4)
    assert set(kept.cells[2].outputs[0].data) == {"text/html", "text/plain"}
    page, _ = HTMLExporter().from_notebook_node(kept)
    notebook.page.set_content(page)
    expect(notebook.page.get_by_text("told").first).to_be_visible()
    expect(notebook.page.locator(".wt-bar").first).to_be_visible()


def test_card_is_there_again_in_another_browser_and_says_when_its_kernel_is_gone(deployed):
    notebook, card = deployed(ROWS, "engine.run(flow);")
    notebook.save()
    notebook.page.goto("about:blank")
    notebook.reopen()
    expect(card.executions).to_have_count(1)
    card.button("Run…").click()
    card.form.get_by_role("button", name="Run").click()
    expect(card.executions).to_have_count(2)
    expect(card.executions.first).to_contain_text("SUCCESS")

    notebook.restart_kernel()
    expect(card.output).to_contain_text("The kernel is gone")
    expect(card.button("Run…")).to_be_disabled()
    notebook.run_cell(0)
    notebook.run_cell(1)
    expect(card.executions).to_have_count(2)


def test_an_execution_that_has_ended_is_opened_with_its_buttons_by_a_verb(deployed):
    opening = "last = engine.run(flow)\nget_ipython().run_line_magic('flow', f'open {last.id}')"
    notebook, _ = deployed(ROWS, opening)
    opened = notebook.output(2).locator(".wt-live")
    opened.get_by_role("button", name="Replay", exact=True).click()
    expect(opened).to_contain_text("replay of")
    expect(opened).to_contain_text("SUCCESS")


@pytest.mark.parametrize("front_end", ["lab", "notebook"])
def test_a_live_card_that_was_saved_is_a_picture_when_its_kernel_is_gone(deployed, server, front_end):
    locked = f"engine.secrets['DOOR'] = 'open' + '-sesame'\nget_ipython().run_cell_magic('flow', '', {LOCKED!r})"
    notebook, card = deployed(ROWS, "engine.run(flow);", locked, front_end=front_end)
    expect(card.executions.first).to_contain_text("SUCCESS")
    notebook.page.wait_for_function(
        "document.querySelector('.wt-live').wavetankKept?.['text/plain'].includes('SUCCESS')"
    )
    expect(notebook.output(3).locator("[data-copy$=open-sesame]")).to_be_attached()
    notebook.page.evaluate("window.held = document.querySelector('.wt-live')")
    notebook.save()
    assert notebook.page.evaluate("window.held.isConnected"), "saving draws nothing anew"
    assert "open-sesame" not in notebook.file.read_text()
    assert "application/vnd.jupyter.widget-view+json" in nbformat.read(notebook.file, 4).cells[1].outputs[0].data
    notebook.page.goto("about:blank")
    server.end_kernels()
    notebook.reopen()
    expect(card.output).to_contain_text("as of")
    expect(card.output.locator("[data-task=people]")).to_be_visible()
    expect(card.output.locator("[data-list=executions] tr")).to_contain_text("SUCCESS")
    expect(card.output).not_to_contain_text("Error displaying widget")


def test_an_execution_that_waits_is_kept_in_a_saved_notebook_as_it_stands(deployed):
    notebook, _ = deployed(PAUSING, "first = engine.run(flow, wait=False)\nfirst")
    expect(notebook.output(2).locator(".wt-live")).to_contain_text("PAUSED")
    notebook.page.wait_for_function(
        "document.querySelectorAll('.wt-live')[1].wavetankKept?.['text/plain'].includes('PAUSED')"
    )
    notebook.save()
    assert "PAUSED" in nbformat.read(notebook.file, 4).cells[2].outputs[0].data["text/html"]
