"""A fault in an expression stands where it is written, however YAML writes the text around it."""

from __future__ import annotations

import pytest

BAD = "{{ inputs.day | uper }}"


@pytest.mark.parametrize(
    ("lines", "line", "column"),
    [
        ([f"message: Day {BAD}"], 6, 18 + 16),
        ([f'message: "Day {BAD}"'], 6, 19 + 16),
        ([f"message: 'It''s {BAD}'"], 6, 21 + 16),
        ([f'message: "\\"\\u0041\\t{BAD}"'], 6, 25 + 16),
        (["message: |", f"  Day {BAD}"], 7, 11 + 16),
        (["message: |-", "  first", "", f"    Day {BAD}"], 9, 13 + 16),
        (["message: >", "  first", "  second", "", f"  Day {BAD}"], 10, 11 + 16),
        (["message: >2-", f"   Day {BAD}"], 7, 12 + 16),
        (["message: first", f"  second {BAD}"], 7, 14 + 16),
        (['message: "first', "", f'  second {BAD}"'], 8, 14 + 16),
        (['message: "first\\', f'  \\ second {BAD}"'], 7, 16 + 16),
        (["message:", "  - fine", f"  - {BAD.replace('{{', '»{{')}"], 8, 10 + 16),
        (["message: [fine, 'and', \"" + BAD + '"]'], 6, 29 + 16),
    ],
)
def test_the_place_inside_a_text_is_mapped_to_the_file(in_task, lines, line, column):
    diagnostic = in_task(*lines)
    assert (diagnostic.code, diagnostic.line, diagnostic.column) == ("WT-160", line, column), str(diagnostic)
    assert "uper" in diagnostic.message


def test_the_marked_piece_ends_with_the_expression(in_task):
    diagnostic = in_task(f'message: "Day {BAD} and more"')
    assert diagnostic.end_column - diagnostic.column == len("uper }}")


def test_each_expression_of_a_text_that_cannot_work_is_found(found):
    text = "id: f\nnamespace: n\ntasks:\n  - id: t\n    type: io.kestra.plugin.core.log.Log\n    message: |\n"
    codes = [
        (each.line, each.column)
        for each in found(f"{text}      {{{{ nofunction() }}}}\n      {{{{ a | nofilter }}}}\n")
    ]
    assert codes == [(7, 10), (8, 14)]


def test_expressions_in_maps_lists_and_nested_parts_are_checked(in_task):
    kind = "io.kestra.plugin.core.send.Send"
    assert in_task("aside:", f'  topic: "{BAD}"', kind=kind).path == "tasks[0].aside.topic"
    assert in_task("to:", f'  somebody: "{BAD}"', kind=kind).path == "tasks[0].to.somebody"


def test_braces_in_properties_that_are_never_rendered_are_text(found):
    assert (
        found(
            f'id: f\nnamespace: n\ndescription: "{BAD}"\nlabels: {{a: "{BAD}"}}\nvariables: {{a: "{BAD}"}}\n'
            f'inputs:\n  - {{id: i, type: STRING, description: "{BAD}"}}\n'
            f'tasks:\n  - id: t\n    type: io.kestra.plugin.core.log.Log\n    message: x\n    description: "{BAD}"\n'
        )
        == []
    )


@pytest.mark.parametrize(
    ("lines", "path"),
    [
        (f'outputs:\n  - {{id: o, type: STRING, value: "{BAD}"}}\n', "outputs[0].value"),
        (f'inputs:\n  - {{id: i, type: STRING, defaults: "{BAD}"}}\n', "inputs[0].defaults"),
    ],
)
def test_expressions_of_inputs_and_outputs_are_checked(only, lines, path):
    task = "tasks:\n  - {id: t, type: io.kestra.plugin.core.log.Log, message: x}\n"
    assert only(f"id: f\nnamespace: n\n{lines}{task}").path == path


def test_a_value_that_is_wrong_as_such_is_not_wrong_as_an_expression_too(in_task):
    assert in_task("message: x", f'level: "{BAD}"').code == "WT-133"
