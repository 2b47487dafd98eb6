"""What is offered where in a cell; the cursor stands at the mark ¦."""

from __future__ import annotations

import pytest

import wavetank as wt
from wavetank.notebook.completion.cell import complete_cell, explain_cell
from wavetank.notebook.completion.known import Known
from wavetank.plugins.call import cell_function

HEAD = "id: orders\nnamespace: company.team\n"
TASKS = f"{HEAD}tasks:\n  - id: load\n    type: io.kestra.plugin.core.debug.Return\n"


class Session:
    def __init__(self, engine):
        self.engine = engine
        self.known = Known(engine)


SCHEDULE = f"{HEAD}triggers:\n  - id: t\n    type: io.kestra.plugin.core.trigger.Schedule\n    "


@pytest.fixture(scope="module")
def session():
    with wt.Engine() as engine:
        yield Session(engine)


def place_of(text):
    before, _, after = text.partition("¦")
    return before + after, before.count("\n"), len(before.rpartition("\n")[2])


@pytest.fixture
def offered(session):
    def complete(text):
        found = complete_cell(session, *place_of(text))
        return found.fitting if found is not None else None

    return complete


@pytest.fixture
def told(session):
    return lambda text: explain_cell(session, *place_of(text))


def test_keys_of_the_flow_are_those_that_are_not_there_yet(offered):
    keys = offered(f"{HEAD}¦")
    assert keys[0] == "tasks: "
    assert "triggers: " in keys
    assert not {"id: ", "namespace: "} & set(keys)
    assert offered(f"{HEAD}desc¦\ntasks: []") == ["description: "]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{TASKS}    fo¦", ["format: "]),
        (f"{TASKS}    form¦\n    description: x\n  - id: b", ["format: "]),
        (f"{HEAD}tasks:\n  - ty¦", ["type: "]),
        (f"{HEAD}tasks:\n- id: a\n  type: io.kestra.plugin.core.log.Log\n  mes¦", ["message: "]),
        (f"{TASKS}    retry:\n      maxD¦", ["maxDuration: "]),
        (f"{HEAD}inputs:\n  - id: n\n    requ¦", ["required: "]),
        (f"{SCHEDULE}cr¦", ["cron: "]),
        (f"{HEAD}concurrency:\n  beh¦", ["behavior: "]),
        (f"{HEAD}tasks:\n  ¦", ["- id: "]),
    ],
)
def test_keys_are_those_of_the_part_in_which_the_cursor_stands(offered, text, expected):
    assert offered(text) == expected


NESTED = f"""\
{HEAD}tasks:
  - id: if
    type: io.kestra.plugin.core.flow.If
    condition: "{{{{ true }}}}"
    then:
      - id: switch
        type: io.kestra.plugin.core.flow.Switch
        value: a
        cases:
          a:
            - id: deep
              type: io.kestra.plugin.core.log.Log
              mes¦
"""


def test_blocks_may_be_nested_in_any_way(offered):
    assert offered(NESTED) == ["message: "]
    assert "values: " in offered(f"{HEAD}tasks:\n  - id: e\n    type: io.kestra.plugin.core.flow.ForEach\n    ¦")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{HEAD}concurrency:\n  behavior: ¦", ["QUEUE", "CANCEL", "FAIL"]),
        (f"{TASKS}    disabled: ¦", ["true", "false"]),
        (f"{TASKS}    allowFailure: t¦", ["true"]),
        (f"{TASKS}    logLevel: W¦", ["WARN"]),
        (f"{TASKS}    retry:\n      type: c¦", ["constant"]),
        (f"{TASKS}    timeout: PT5¦", ["PT5M"]),
        (f"{HEAD}inputs:\n  - id: n\n    type: BOO¦", ["BOOLEAN", "BOOL"]),
        (
            f"{SCHEDULE}timezone: Europe/Ber¦",
            ["Europe/Berlin"],
        ),
        (f"{SCHEDULE}cron: '@d¦", ["@daily"]),
        (
            f"{SCHEDULE}stopAfter: [FAILED, K¦",
            ["KILLING", "KILLED"],
        ),
        (
            f"{SCHEDULE}stopAfter:\n      - WARN¦",
            ["WARNING"],
        ),
    ],
)
def test_values_are_those_of_the_property(offered, text, expected):
    found = offered(text)
    assert set(found) <= set(expected)
    assert found[0] == expected[0]


DAG = f"""\
{HEAD}tasks:
  - id: graph
    type: io.kestra.plugin.core.flow.Dag
    tasks:
      - task:
          id: first
          type: io.kestra.plugin.core.log.Log
      - task:
          id: second
          type: io.kestra.plugin.core.log.Log
        dependsOn: ¦
  - id: other
    type: io.kestra.plugin.core.log.Log
"""


def test_the_tasks_of_a_dag_are_offered_to_depend_on(offered):
    assert offered(DAG) == ["first", "second"]
    assert offered(DAG.replace("dependsOn: ¦", "dependsOn: [fi¦")) == ["first"]
    assert offered(DAG.replace("dependsOn: ¦", "dependsOn:\n          - sec¦")) == ["second"]


def test_flows_their_namespaces_and_inputs_are_offered_to_a_subflow(session, offered):
    session.engine.deploy(
        f"{HEAD.replace('orders', 'called')}inputs: [{{id: day, type: STRING}}]\n{TASKS[len(HEAD) :]}    format: x\n"
    )
    subflow = f"{HEAD}tasks:\n  - id: call\n    type: io.kestra.plugin.core.flow.Subflow\n    "
    assert "called" in offered(f"{subflow}flowId: ¦")
    assert offered(f"{subflow}namespace: com¦") == ["company.team"]
    assert offered(f"{subflow}namespace: company.team\n    flowId: called\n    inputs:\n      d¦") == ["day: "]


def test_functions_of_the_notebook_and_their_parameters_are_offered_to_a_call(offered, monkeypatch):
    monkeypatch.setattr(cell_function, "_known", {})
    wt.task(name="extract")(lambda day, limit=3: None)
    call = f"{HEAD}tasks:\n  - id: c\n    type: wavetank.Call\n    "
    assert offered(f"{call}function: ¦") == ["extract"]
    assert offered(f"{call}function: extract\n    arguments:\n      ¦") == ["day: ", "limit: "]


@pytest.mark.parametrize(
    ("text", "wanted", "unwanted"),
    [
        ("tasks:\n  - type: ¦", "io.kestra.plugin.core.log.Log", "io.kestra.plugin.core.trigger.Webhook"),
        ("triggers:\n  - type: ¦", "io.kestra.plugin.kafka.RealtimeTrigger", "io.kestra.plugin.core.trigger.Toggle"),
        ("triggers:\n  - id: t\n    type: io.kestra.plugin.core.trigger.Webhook\n    conditions:\n      - type: ¦",
         "io.kestra.plugin.core.condition.Expression", "io.kestra.plugin.core.trigger.Webhook"),
        ("tasks:\n  - id: s\n    type: io.kestra.plugin.scripts.python.Script\n    taskRunner:\n      type: ¦",
         "io.kestra.plugin.core.runner.Process", "io.kestra.plugin.core.log.Log"),
        ("tasks:\n  - type: wav¦", "wavetank.Call", "io.kestra.plugin.core.log.Log"),
    ],
)  # fmt: skip
def test_types_are_those_that_may_stand_there(offered, text, wanted, unwanted):
    found = offered(f"{HEAD}{text}")
    assert wanted in found
    assert unwanted not in found


EXPRESSION = f"""\
{HEAD}inputs:
  - {{id: skipped, type: STRING}}
  - id: day
    type: STRING
variables:
  region: eu
tasks:
  - id: load
    type: io.kestra.plugin.core.debug.Return
    format: x
  - id: say
    type: io.kestra.plugin.core.log.Log
    message: "¦"
"""


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("{{ inp¦", ["inputs"]),
        ("{{ inputs.¦ }}", ["day"]),
        ("{{ inputs.day ~ vars.r¦", ["region"]),
        ("{{ outputs.¦", ["load", "say"]),
        ("{{ outputs['lo¦", ["load"]),
        ("{{ flow.na¦", ["namespace"]),
        ("{{ taskrun.it¦", ["iteration"]),
        ("{{ inputs.day | upp¦", ["upper"]),
        (
            "{{ inputs.day | upper | subs¦",
            ["substringAfter", "substringAfterLast", "substringBefore", "substringBeforeLast"],
        ),
        ("{{ secr¦", ["secret("]),
        ("{{ inputs.day is def¦", ["defined"]),
        ("{{ inputs.day is not emp¦", ["empty"]),
        ("{% if inputs.d¦", ["day"]),
        ("{{ 1 }} and {{ fileS¦", ["fileSize("]),
        ("{{ jso¦", []),
    ],
)
def test_expressions_are_completed(offered, expression, expected):
    assert offered(EXPRESSION.replace("¦", expression)) == expected


def test_outside_of_an_expression_a_text_is_not_completed(offered):
    assert offered(EXPRESSION.replace("¦", "{{ inputs.day }} inp¦")) is None


def test_expressions_in_texts_of_several_lines_are_completed(offered):
    text = f"{TASKS}    format: |\n      some: text\n      {{{{ flow.¦\n  - id: b\n"
    assert "namespace" in offered(text)
    assert offered(f"{TASKS}    format: |\n      some: text\n      fo¦") is None
    assert offered(f"{TASKS}    format: |\n      some: text\n    des¦") == ["description: "]


def test_what_the_newest_execution_saw_is_offered_as_deep_as_it_goes(session, offered):
    text = """\
id: deep
namespace: company.team
tasks:
  - id: load
    type: io.kestra.plugin.core.output.OutputValues
    values:
      rows: [{amount: 1}]
      total: {sum: 3}
  - id: say
    type: io.kestra.plugin.core.log.Log
    message: "hello"
triggers:
  - {id: hook, type: io.kestra.plugin.core.trigger.Webhook, key: a-key}
"""
    session.engine.deploy(text)
    session.engine.fire("company.team.deep", "hook", {"body": {"order": {"id": 7}}})

    def complete(expression):
        return offered(text.replace("hello", expression))

    assert complete("{{ outputs.load.values.¦") == ["rows", "total"]
    assert complete("{{ outputs.load.values.total.¦") == ["sum"]
    assert complete("{{ outputs.load.values.rows[0].a¦") == ["amount"]
    assert complete("{{ trigger.body.order.¦") == ["id"]


@pytest.mark.parametrize(
    "text",
    ["¦", "a: [¦", "- ¦", "tasks:\n  - id: 'x¦", "\t¦", "a: |\n¦", "x: {a: ¦", ": ¦", "tasks: 5\n  - ¦", "é: ü¦"],
)
def test_no_half_typed_text_is_too_odd(offered, told, text):
    offered(text)
    told(text)


def test_keys_are_explained_from_the_docstrings_of_the_models(told):
    assert "**format**" in told(f"{TASKS}    for¦mat: x")
    assert "An expression; the task run is SKIPPED when it renders to something false." in told(f"{TASKS}    runIf¦: x")
    timeout = told(f"{TASKS}    timeout¦: PT1M")
    assert "duration" in timeout
    assert "Limits one attempt." in timeout
    behavior = told(f"{HEAD}concurrency:\n  behavior¦: QUEUE")
    assert "One of: QUEUE, CANCEL, FAIL." in behavior
    assert "`QUEUE` unless written" in behavior
    assert "required" in told(f"{HEAD}tasks¦:\n  - id: a")


def test_types_are_explained_with_their_properties(told):
    log = told(f"{HEAD}tasks:\n  - id: a\n    type: io.kestra.plugin.core.lo¦g.Log")
    assert "**io.kestra.plugin.core.log.Log**" in log
    assert "- `message`" in log
    assert told(f"{HEAD}tasks:\n  - id: a\n    type: io.kestra.core.tasks.log.L¦og").startswith(
        "**io.kestra.plugin.core.log.Log**"
    )


def test_words_of_expressions_are_explained(told):
    upper = told(f'{TASKS}    format: "{{{{ 1 | up¦per }}}}"')
    assert "**filter** `value | upper`" in upper
    assert "Returns text in upper case." in upper
    assert "`secret(key, namespace=…, subkey=…)`" in told(f'{TASKS}    format: "{{{{ sec¦ret(1) }}}}"')
    assert "write `toJson`" in told(f'{TASKS}    format: "{{{{ 1 | js¦on }}}}"')


def test_what_is_not_known_is_not_explained(told):
    assert told(f"{HEAD}nothing¦: 1") == ""
    assert told(f"{HEAD}tasks:\n  - type: io.kestra.plugin.nothing.At¦All") == ""
