"""The card of a flow: it is run, fired and watched in a page, also while the kernel computes."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import expect

from .flow_card import FlowCard

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
SLEEPING = "import time\ntime.sleep(20)"
SPINNING = "import time\nend = time.monotonic() + 20\nwhile time.monotonic() < end:\n    pass"

FORM = """%%flow
id: order
namespace: lab
inputs:
  - {id: who, type: STRING, defaults: Ada}
  - {id: pieces, type: INT, min: 1, max: 10}
  - {id: gift, type: BOOLEAN, defaults: false}
  - {id: card, type: STRING, dependsOn: {inputs: [gift], condition: "{{ inputs.gift }}"}}
  - {id: colour, type: SELECT, expression: "{{ ['red', 'blue'] }}"}
  - {id: sizes, type: MULTISELECT, expression: "{{ ['S', inputs.gift ? 'XL' : 'M'] }}", dependsOn: {inputs: [gift]}}
  - {id: day, type: DATE}
  - {id: at, type: DATETIME, required: false}
  - {id: note, type: JSON, required: false}
  - {id: list, type: FILE, required: false}
tasks:
  - id: told
    type: io.kestra.plugin.core.debug.Return
    format: "{{ inputs.who }} {{ inputs.pieces }} {{ inputs.card ?? '-' }} {{ inputs.colour }} {{ inputs.sizes }}
      {{ inputs.day }} {{ inputs.note.a ?? '-' }} {{ inputs.list is null ? '-' : read(inputs.list) }}"
"""


def deployed(open_notebook, text, *cells, front_end="lab"):
    """A notebook in which the flow of the second cell is deployed, and its card."""
    notebook = open_notebook(["%load_ext wavetank", text, *cells], front_end)
    notebook.run_cell(0)
    notebook.run_cell(1)
    flow_id = text.split("id: ", 1)[1].split("\n", 1)[0]
    card = FlowCard(notebook, 1, f"lab.{flow_id}")
    expect(card.element.locator(".wt-executions")).to_contain_text("No executions yet.")
    return notebook, card


@pytest.mark.parametrize(("flow_id", "blocking"), [("asleep", SLEEPING), ("spinning", SPINNING)])
def test_card_goes_on_while_a_cell_blocks_the_kernel(open_notebook, flow_id, blocking):
    notebook, card = deployed(open_notebook, FLOW.format(flow_id=flow_id), blocking)
    address = card.address()
    notebook.run_cell(2, wait=False)
    expect(notebook.prompt(2)).to_have_text("[*]:")

    for number in (1, 2):
        begun = time.monotonic()
        notebook.page.request.post(address, data={"name": f"knock {number}"})
        expect(card.executions).to_have_count(number)
        expect(card.executions.first).to_contain_text("SUCCESS")
        print(f"{flow_id}: event {number} was seen after {(time.monotonic() - begun) * 1000:.0f} ms")

    begun = time.monotonic()
    card.button("Fire trigger knock").click()
    card.button("Fire").click()
    expect(card.element.get_by_role("status").filter(has_text="FIRED")).to_be_visible()
    print(f"{flow_id}: a button was answered after {(time.monotonic() - begun) * 1000:.0f} ms")
    expect(card.executions).to_have_count(3)

    expect(notebook.prompt(2)).to_have_text("[*]:")


def test_flow_is_run_with_a_form_made_from_its_inputs(open_notebook, tmp_path):
    _, card = deployed(open_notebook, FORM)
    card.button("Run…").click()
    expect(card.form.get_by_label("who")).to_have_value("Ada")
    expect(card.form.locator("[data-field=card]")).to_be_hidden()

    card.form.get_by_label("pieces").fill("99")
    expect(card.form.get_by_role("alert").filter(has_text="less than")).to_be_visible()
    card.form.get_by_role("button", name="Run").click()
    expect(card.form.locator("[data-error=day]")).to_contain_text("issing")
    expect(card.element).to_contain_text("No executions yet.")

    attached = tmp_path / "list.txt"
    attached.write_text("one line")
    card.form.get_by_label("pieces").fill("3")
    card.form.get_by_label("gift").select_option("true")
    card.form.locator("[data-input=card]").fill("Happy")
    card.form.get_by_label("colour").select_option("blue")
    card.form.get_by_label("XL", exact=True).check()
    card.form.get_by_label("labels").fill("team=sales reason='second try'")
    card.form.get_by_label("day").fill("2026-11-27")
    card.form.get_by_label("note").fill('{"a": 7}')
    card.form.get_by_label("list").set_input_files(attached)
    card.form.get_by_role("button", name="Run").click()

    expect(card.pane).to_contain_text("SUCCESS")
    card.tab("Outputs").click()
    expect(card.pane).to_contain_text('Ada 3 Happy blue ["XL"]')
    expect(card.pane).to_contain_text("2026-11-27 7 one line")
    card.tab("Inputs").click()
    expect(card.pane).to_contain_text("second try")


def test_an_execution_is_replayed_with_edited_inputs(open_notebook):
    notebook, card = deployed(
        open_notebook, FORM, "%flow run order -i pieces=2 -i colour=blue -i sizes='[\"S\"]' -i day=2026-11-27"
    )
    notebook.run_cell(2)
    card.executions.first.click()
    card.button("Replay with…").click()
    form = card.pane.locator("form[data-action=replay]")
    expect(form.get_by_label("pieces")).to_have_value("2")
    expect(form.get_by_label("colour")).to_have_value("blue")
    expect(form.get_by_label("S", exact=True)).to_be_checked()
    form.get_by_label("pieces").fill("99")
    expect(form.get_by_role("alert").filter(has_text="less than")).to_be_visible()
    form.get_by_label("pieces").fill("5")
    form.get_by_label("colour").select_option("red")
    form.get_by_role("button", name="Replay").click()
    expect(card.pane).to_contain_text("replay of")
    expect(card.pane).to_contain_text("SUCCESS")
    card.tab("Outputs").click()
    expect(card.pane).to_contain_text('Ada 5 - red ["S"]')

    card.button("Replay with…").click()
    form.get_by_label("begin at").select_option("told")
    form.get_by_label("pieces").fill("6")
    form.get_by_role("button", name="Replay").click()
    expect(card.pane).to_contain_text('Ada 6 - red ["S"]')
    card.tab("Tasks").click()
    expect(card.pane.locator("[data-state=RESTARTED]")).not_to_have_count(0)


def test_trigger_is_fired_with_an_edited_sample_and_begins_with_that_the_next_time(open_notebook):
    _, card = deployed(open_notebook, FLOW.format(flow_id="fired"))
    card.button("Fire trigger knock").click()
    event = card.element.get_by_label("Event for knock")
    expect(event).to_have_value('{\n  "body": {\n    "name": ""\n  }\n}')
    event.fill('{"body": {"name": "Grace"}}')
    card.button("Fire").click()
    expect(card.element.get_by_role("status").filter(has_text="FIRED")).to_be_visible()
    card.element.get_by_role("button", name="Show execution").click()
    card.tab("Outputs").click()
    expect(card.pane).to_contain_text("Grace")

    card.button("Pause trigger knock").click()
    expect(card.element).to_contain_text("PAUSED")
    expect(event).to_have_value('{"body": {"name": "Grace"}}')
    card.button("Resume trigger knock").click()
    expect(card.element).to_contain_text("LISTENING")

    event.fill('{"body": {"name": "Joan", "age": 29}}')
    card.button("Fire").click()
    expect(card.executions).to_have_count(2)
    event.fill('{\n  "body": {\n    "name": ""\n  }\n}')
    card.button("Fire trigger knock").click()
    card.button("Fire trigger knock").click()
    expect(event).to_have_value('{\n  "body": {\n    "name": "Joan",\n    "age": 29\n  }\n}')


def test_a_flow_without_inputs_runs_at_once_or_with_labels(open_notebook):
    _, card = deployed(open_notebook, FLOW.format(flow_id="plain"))
    card.button("Run").click()
    expect(card.executions).to_have_count(1)
    card.button("Run with labels").click()
    card.form.get_by_label("labels").fill("team=sales")
    card.form.get_by_role("button", name="Run").click()
    expect(card.executions).to_have_count(2)
    expect(card.executions.first).to_contain_text("team:sales")


def test_card_takes_the_colours_of_the_theme(open_notebook):
    notebook, card = deployed(open_notebook, FLOW.format(flow_id="themed"))
    seen = []
    for theme in ("JupyterLab Light", "JupyterLab Dark"):
        notebook.use_theme(theme)
        for place, colour, variable in (
            (card.element, "color", "--jp-ui-font-color1"),
            (card.button("Fire trigger knock"), "background-color", "--jp-layout-color1"),
            (card.element.locator(".wt-triggers .wt-state"), "color", "--jp-success-color1"),
            (card.element.locator(".wt-topology text").first, "fill", "--jp-ui-font-color1"),
        ):
            expect(place).to_have_css(colour, notebook.colour(variable))
            seen.append(notebook.colour(variable))
    assert len(set(seen)) == 6


def test_executions_are_filtered_and_opened_by_keys_alone(open_notebook):
    fires = "for name in ('a', 'b', 'c'): wt.get_engine().fire('lab.keys', 'knock', {'body': {'name': name}})"
    notebook, card = deployed(open_notebook, FLOW.format(flow_id="keys"), f"import wavetank as wt\n{fires}")
    notebook.run_cell(2)
    expect(card.executions).to_have_count(3)
    card.element.get_by_role("grid", name="Executions").focus()
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        notebook.page.keyboard.press(key)
    expect(card.executions.nth(1)).to_have_attribute("aria-selected", "true")
    expect(card.pane).to_contain_text("SUCCESS")
    card.element.get_by_label("Filter executions by text").fill("no such thing")
    expect(card.executions).to_have_count(0)
    expect(card.element.locator(".wt-executions")).to_contain_text("0 of 3")
    card.button("Close the execution").click()
    expect(card.pane).to_have_count(0)
