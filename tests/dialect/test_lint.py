from __future__ import annotations

import pytest

import wavetank as wt

FLOW = """\
id: flow
namespace: company.team
tasks:
  - id: load-all
    type: io.kestra.plugin.core.log.Log
    message: "{message}"
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: "{values}"
    tasks:
      - id: inner
        type: io.kestra.plugin.core.log.Log
        message: x
"""


def flow(message="x", values="[1]"):
    return FLOW.replace("{message}", message).replace("{values}", values)


def test_a_former_name_of_a_type_is_an_info_with_both_names(only):
    diagnostic = only(flow().replace("io.kestra.plugin.core.log.Log", "io.kestra.core.tasks.log.Log", 1))
    assert (diagnostic.code, diagnostic.severity, diagnostic.path) == ("WT-180", "info", "tasks[0].type")
    assert "io.kestra.core.tasks.log.Log" in diagnostic.message
    assert "io.kestra.plugin.core.log.Log" in diagnostic.message
    assert not diagnostic.deprecated


def test_a_former_name_of_a_property_is_a_deprecation(only):
    diagnostic = only(flow() + "inputs:\n  - name: day\n    type: DATE\n")
    assert (diagnostic.code, diagnostic.severity, diagnostic.path) == ("WT-181", "warning", "inputs[0].name")
    assert diagnostic.deprecated


@pytest.mark.parametrize("expression", ["outputs.lod.value", "outputs['lod'].value", "[1, outputs.lod] | join"])
def test_outputs_of_a_task_that_is_not_there_are_a_warning(only, expression):
    text = flow().replace(
        "  - id: each", "  - id: load\n    type: io.kestra.plugin.core.log.Log\n    message: x\n  - id: each"
    )
    diagnostic = only(text.replace('values: "[1]"', f'values: "{{{{ {expression} }}}}"'))
    assert (diagnostic.code, diagnostic.severity, diagnostic.line) == ("WT-182", "warning", 12)
    assert diagnostic.remedy == "Did you mean `load`?"


def test_a_minus_in_the_name_of_a_task_is_explained(only):
    diagnostic = only(flow(values="{{ outputs.load-all.value }}"))
    assert diagnostic.remedy == "Write outputs['load-all']: a `-` behind a dot is a minus."


def test_a_task_that_reads_its_own_outputs_is_warned_of(only):
    assert "its own outputs" in only(flow(message="{{ outputs['load-all'].value }}")).message


def test_outputs_of_other_tasks_and_of_triggers_are_fine(found):
    assert found(flow(values="{{ outputs['load-all'].value }} {{ trigger.outputs.x }} outputs.none")) == []


def test_outputs_of_the_flow_are_looked_at_and_triggers_are_not(found):
    more = (
        'outputs:\n  - {id: o, type: STRING, value: "{{ outputs.none.value }}"}\n'
        "triggers:\n  - id: h\n    type: io.kestra.plugin.core.trigger.Webhook\n    key: k\n"
        '    inputs: {a: "{{ outputs.x }}"}\n'
    )
    assert [each.path for each in found(flow() + more)] == ["outputs[0].value"]


def test_a_word_that_is_read_as_a_boolean_is_warned_of(found):
    diagnostics = found(flow() + "labels: {a: yes, b: 'no', c: true}\n")
    assert [(each.code, each.path) for each in diagnostics] == [("WT-183", "labels.a")]


def test_there_is_no_advice_while_something_is_wrong(found):
    text = flow().replace("id: flow", "id: a flow") + "labels: {a: yes}\n"
    assert [each.code for each in found(text)] == ["WT-135"]


TYPES = """\
id: flow
namespace: company.team
tasks:
  - id: say
    type: io.kestra.plugin.core.debug.Echo
    format: hello
  - id: wait
    type: io.kestra.plugin.core.flow.Pause
    delay: PT1S
triggers:
  - id: after-all
    type: io.kestra.plugin.core.trigger.Flow
"""


def test_types_and_properties_that_should_not_be_used_any_more_are_deprecations():
    found = wt.check(TYPES)
    assert [(each.code, each.path) for each in found if each.deprecated] == [
        ("WT-184", "tasks[0]"),
        ("WT-181", "tasks[1].delay"),
    ]


def test_a_flow_trigger_that_chooses_no_flows_is_warned_of():
    (diagnostic,) = [each for each in wt.check(TYPES) if not each.deprecated]
    assert (diagnostic.code, diagnostic.severity, diagnostic.path) == ("WT-185", "warning", "triggers[0]")
    assert "`after-all`" in diagnostic.message
    chosen = TYPES + "    conditions: [{type: io.kestra.plugin.core.condition.ExecutionNamespace, namespace: a}]\n"
    assert all(each.deprecated for each in wt.check(chosen))


INPUTS = """\
id: asks
namespace: company.team
inputs:
  - {id: customer, type: STRING}
  - {id: due-day, type: STRING}
  - {id: card.number, type: STRING}
tasks:
  - id: say
    type: io.kestra.plugin.core.log.Log
    message: "MESSAGE"
"""


@pytest.mark.parametrize(
    ("message", "remedy"),
    [
        ("{{ inputs.custmer }}", "Did you mean `customer`?"),
        ("{{ inputs.due-day }}", "Write inputs['due-day']: a `-` behind a dot is a minus."),
        ("{{ inputs.zz }}", "Declare it below `inputs:`."),
    ],
)
def test_an_input_that_the_flow_has_not_is_warned_of(only, message, remedy):
    diagnostic = only(INPUTS.replace("MESSAGE", message))
    assert (diagnostic.code, diagnostic.severity, diagnostic.line) == ("WT-186", "warning", 10)
    assert diagnostic.remedy == remedy


@pytest.mark.parametrize(
    "message",
    [
        "{{ inputs.customer }} {{ inputs.card.number }} {{ inputs['due-day'] }}",
        "{{ inputs.zz ?? 'nobody' }}",
        "{{ inputs.zz is defined ? 1 : 2 }}",
        "inputs.zz",
    ],
)
def test_inputs_that_are_there_or_may_be_missing_are_not_warned_of(message):
    assert wt.check(INPUTS.replace("MESSAGE", message)) == []


@pytest.mark.parametrize(
    ("expression", "slip", "meant"),
    [
        ("{{ input.day }}", "input", "inputs"),
        ("{{ output['load-all'].value | upper }}", "output", "outputs"),
        ("{{ variables.day }}", "variables", "vars"),
        ("{{ var['day'] }}", "var", "vars"),
        ("{{ triggers.body.name }}", "triggers", "trigger"),
        ("{{ taskRun.value }}", "taskRun", "taskrun"),
        ("{% for each in ouputs.x %}{{ each.a }}{% endfor %}", "ouputs", "outputs"),
        ("{{ 'input.a' ~ (input.b | upper) }}", "input", "inputs"),
    ],
)
def test_a_slip_of_the_name_of_a_variable_is_a_warning_at_its_place(only, expression, slip, meant):
    text = flow(message=expression)
    diagnostic = only(text)
    assert (diagnostic.code, diagnostic.severity, diagnostic.path) == ("WT-187", "warning", "tasks[0].message")
    line = text.splitlines()[diagnostic.line - 1]
    assert line[diagnostic.column - 1 :].startswith(slip)
    assert diagnostic.remedy == f"Did you mean `{meant}`?"


@pytest.mark.parametrize(
    "expression",
    [
        "{% for input in [1] %}{{ input.x }}{% endfor %}",
        "{% set output = trigger %}{{ output.body }}",
        "{% macro told(var) %}{{ var.x }}{% endmacro %}{{ told(1) }}",
        "{% raw %}{{ input.x }}{% endraw %}",
        "{{ input.x ?? 1 }}",
        "{% if input is defined %}x{% endif %}",
        "{{ item.x }} {{ foo.bar }} {{ args.x }}",
        "{{ 'input.x' }} {{ outputs.each.output.x }}",
        "{{ envs.a }} {{ globals.b }} {{ vars.c }} {{ labels.d }} {{ parents[0].outputs.e }} {{ tasks.each.state }}",
    ],
)
def test_a_name_that_somebody_may_give_a_value_is_no_warning(expression):
    assert [each.code for each in wt.check(flow(message=expression)) if each.code == "WT-187"] == []


def test_what_sees_the_fields_of_a_row_is_not_held_against_the_flow():
    rows = """\
inputs:
  - {id: day, type: DATE}
tasks:
  - id: keep
    type: io.kestra.plugin.core.storage.FilterItems
    from: kestra:///a/b
    filterCondition: "{{ label.name == 'a' and inputs.size > 1 and outputs.none }}"
  - id: once
    type: io.kestra.plugin.core.storage.DeduplicateItems
    from: "{{ input.day }}"
    expr: "{{ label.id }}"
"""
    found = wt.check(f"id: f\nnamespace: n\n{rows}")
    assert [(each.code, each.path) for each in found] == [("WT-187", "tasks[1].from")]


def test_the_files_of_a_task_are_variables():
    text = flow(message="{{ outputFiles.csv }} {{ inputFiles['a.txt'] }} {{ workingDir }}")
    assert wt.check(text) == []
