from __future__ import annotations

from wavetank.errors import UndefinedError
from wavetank.pebble.trace import MASK

VARIABLES = {"inputs": {"n": 2}, "outputs": {"load": {"rows": [1, 2, 3]}}}


def test_each_sub_expression_is_there_with_place_value_and_type(renderer):
    trace = renderer.trace("x\n{{ inputs.n * 2 }}", VARIABLES)
    steps = {step.text: step for step in trace.steps}
    assert trace.value == "x\n4"
    assert (steps["inputs.n"].value, steps["inputs.n"].type) == (2, "integer")
    assert (steps["inputs.n * 2"].line, steps["inputs.n * 2"].column) == (2, 4)


def test_what_was_read_is_named_by_its_longest_path(renderer):
    trace = renderer.trace("{{ outputs.load.rows | length + inputs['n'] }}", VARIABLES)
    assert trace.reads == ("outputs.load.rows", "inputs['n']")
    assert trace.steps[-1].reads == ("outputs.load.rows", "inputs['n']")


def test_a_branch_that_is_not_taken_reads_nothing(renderer):
    assert renderer.trace("{{ true ? inputs.n : outputs.load }}", VARIABLES).reads == ("inputs.n",)


def test_secrets_are_masked_in_value_and_steps(renderer):
    trace = renderer.trace("{{ 'Bearer ' ~ secret('TOKEN') }}", {})
    assert trace.value == f"Bearer {MASK}"
    assert "s3cret" not in str(trace)
    assert trace.reads == ("secret('TOKEN')",)


def test_a_failing_template_keeps_the_steps_up_to_the_error(renderer):
    trace = renderer.trace("{{ inputs.n }}{{ inputs.m }}", VARIABLES)
    assert isinstance(trace.error, UndefinedError)
    assert trace.value is None
    assert [step.text for step in trace.steps] == ["inputs", "inputs.n", "inputs"]


def test_loops_and_macros_are_traced_round_by_round(renderer):
    trace = renderer.trace("{% for r in outputs.load.rows %}{{ r + 1 }}{% endfor %}", VARIABLES)
    assert [step.value for step in trace.steps if step.text == "r + 1"] == [2, 3, 4]


def test_text_that_is_no_template_gives_the_error(renderer):
    assert renderer.trace("{{", {}).error.column == 1


def test_a_trace_gives_the_same_text_as_rendering(renderer):
    for template in (
        "{{ inputs.n ?? 1 }}",
        "{{ x ?? inputs.n }}",
        "{{ x | default('d') }}",
        "{% set a = 1 %}{{ a }}",
        "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1) }}",
        "{% filter upper %}a{{ inputs.n }}{% endfilter %}",
    ):
        assert renderer.trace(template, VARIABLES).value == renderer.text(template, VARIABLES)
