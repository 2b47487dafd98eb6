from __future__ import annotations

import nbformat
import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

FLOW = """%%flow --run
id: hello
namespace: lab
tasks:
  - id: greet
    type: io.kestra.plugin.core.log.Log
    message: "Hello {{ inputs.who | upper }}"
    runIf: "{%- if inputs.loud -%}yes{% endif %}"
    description: "{{ inputs.nickname ?? 'nobody' }} and more"
"""

MIME_TYPES = "window.jupyterapp.shell.currentWidget.content.widgets.map(cell => cell.model.mimeType)"


@pytest.mark.parametrize("front_end", ["lab", "notebook"])
def test_flow_cell_is_coloured_as_magic_yaml_and_expression(open_notebook, front_end):
    notebook = open_notebook([FLOW], front_end)
    notebook.expect_colour(0, "%%flow --run", "meta")
    notebook.expect_colour(0, "namespace", "property")
    notebook.expect_colour(0, '"Hello ', "string")
    notebook.expect_colour(0, "upper", "variable-2")
    notebook.expect_colour(0, "who", "property")
    notebook.expect_colour(0, "if", "keyword")
    notebook.expect_colour(0, "??", "operator")
    notebook.expect_colour(0, "'nobody'", "string")
    notebook.expect_colour(0, ' and more"', "string")


def test_half_typed_expression_leaves_the_next_line_alone(open_notebook):
    notebook = open_notebook(["%%flow\nfirst: {{ inputs.who | \nsecond: '{{ upper | lower }}'\n"])
    notebook.expect_colour(0, "who", "property")
    notebook.expect_colour(0, "second", "property")
    notebook.expect_colour(0, "lower", "variable-2")


def test_raw_text_holds_no_expression(open_notebook):
    notebook = open_notebook(["%%flow\nmessage: {% raw %}{{ a | lower }}{% endraw %} {{ a | upper }}\n"])
    notebook.expect_colour(0, "upper", "variable-2")
    expect(notebook.tokens(0, "lower")).to_have_count(0)


def test_python_cell_keeps_its_colours(open_notebook):
    notebook = open_notebook(['import os\ntasks = "{{ inputs.who | upper }}"\n', FLOW])
    notebook.expect_colour(1, "%%flow --run", "meta")
    notebook.expect_colour(0, "import", "keyword")
    notebook.expect_colour(0, '"{{ inputs.who | upper }}"', "string")
    expect(notebook.tokens(0, "upper")).to_have_count(0)


@pytest.mark.parametrize("first_line", ["# a note", "%%flowing", " %%flow", "%flow list", "%%time"])
def test_only_the_flow_magic_on_the_first_line_makes_a_flow_cell(open_notebook, first_line):
    notebook = open_notebook([f"{first_line}\n%%flow\nimport os\n", FLOW])
    notebook.expect_colour(1, "%%flow --run", "meta")
    notebook.expect_colour(0, "import", "keyword")


def test_markdown_cell_that_begins_like_a_flow_stays_markdown(open_notebook):
    notebook = open_notebook([FLOW, nbformat.v4.new_markdown_cell("%%flow\n\n# A heading\n\nnamespace: lab\n")])
    notebook.cell(1).dblclick()
    notebook.expect_colour(1, " A heading", "header")
    expect(notebook.tokens(1, "namespace")).to_have_count(0)
    expect(notebook.tokens(1, "%%flow")).to_have_count(0)


def test_typing_the_first_line_switches_to_the_flow_language_and_deleting_it_back(open_notebook):
    notebook = open_notebook(["import: os"])
    notebook.expect_colour(0, "import", "keyword")
    notebook.write_at_start(0, "%%flow\n")
    notebook.expect_colour(0, "%%flow", "meta")
    notebook.expect_colour(0, "import", "property")
    notebook.edit(0, "Shift+End", "Delete", "Delete")
    expect(notebook.cell(0).locator(".cm-content")).to_have_text("import: os")
    notebook.expect_colour(0, "import", "keyword")


def test_undo_brings_the_language_back_with_the_text(open_notebook):
    notebook = open_notebook(["%%flow\nimport: os"])
    notebook.expect_colour(0, "import", "property")
    notebook.edit(0, "Delete")
    notebook.expect_colour(0, "import", "keyword")
    notebook.page.keyboard.press("Control+z")
    notebook.expect_colour(0, "%%flow", "meta")
    notebook.expect_colour(0, "import", "property")


def test_comment_key_writes_a_comment_of_yaml_in_the_body(open_notebook):
    notebook = open_notebook(["%%flow\nnamespace: lab\n"])
    notebook.edit(0, "ArrowDown", "Control+/")
    notebook.expect_colour(0, "# namespace: lab", "comment")


def test_long_flow_is_coloured_to_its_last_line(open_notebook):
    """CodeMirror parses 3000 characters at first and comes back for the rest."""
    middle = "".join(f"  - id: task{number}\n    message: '{{{{ taskrun.value }}}}'\n" for number in range(400))
    notebook = open_notebook([f"%%flow\ntasks:\n{middle}last: '{{{{ inputs.end | lower }}}}'\n"])
    notebook.edit(0, "Control+End")
    notebook.expect_colour(0, "last", "property")
    notebook.expect_colour(0, "lower", "variable-2")


def test_flow_cell_keeps_the_mime_type_of_the_notebook(open_notebook):
    notebook = open_notebook([FLOW, "import os"])
    notebook.expect_colour(0, "%%flow --run", "meta")
    flow, python = notebook.page.evaluate(MIME_TYPES)
    assert flow == python


def test_line_after_a_template_keeps_the_indentation(open_notebook):
    notebook = open_notebook(["%%flow\ntasks:\n  - message: {{ inputs.who }}"])
    notebook.edit(0, "Control+End", "Enter")
    notebook.page.keyboard.type("id: greet")
    expect(notebook.cell(0).locator(".cm-line").last).to_have_text("    id: greet")
