"""Flows with one fault have one diagnostic, on the line where the fault was made, with a remedy."""

from __future__ import annotations

import pytest

VALID = """\
id: orders
namespace: company.team

inputs:
  - id: day
    type: DATE
    defaults: 2024-01-31

tasks:
  - id: hello
    type: io.kestra.plugin.core.log.Log
    message: "Day {{ inputs.day }}"
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: ["a", "b"]
    tasks:
      - id: pause
        type: io.kestra.plugin.core.flow.Sleep
        duration: PT1S

triggers:
  - id: hook
    type: io.kestra.plugin.core.trigger.Webhook
    key: secret
"""

BROKEN = {
    "tab": ("    message:", "\tmessage:", "WT-111", 12, 1, ""),
    "unknown type": ("core.log.Log", "core.log.Lgo", "WT-140", 11, 11, "tasks[0].type"),
    "misspelt property": ("    message:", "    mesage:", "WT-131", 12, 5, "tasks[0].mesage"),
    "misspelt nested property": (
        "        duration:",
        "        durations:",
        "WT-131",
        19,
        9,
        "tasks[1].tasks[0].durations",
    ),
    "duplicate id": ("id: pause", "id: hello", "WT-150", 17, 13, "tasks[1].tasks[0].id"),
    "wrong duration": ("PT1S", "1 second", "WT-134", 19, 19, "tasks[1].tasks[0].duration"),
    "missing namespace": ("namespace: company.team\n", "", "WT-130", 1, 1, "namespace"),
    "bad expression": ("inputs.day }}", "inputs.day", "WT-160", 12, 0, "tasks[0].message"),
    "unknown filter": ("inputs.day }}", "inputs.day | uper }}", "WT-160", 12, 35, "tasks[0].message"),
    "unclosed quote": ('{{ inputs.day }}"', "{{ inputs.day }}", "WT-112", 12, 14, ""),
    "wrong kind": (VALID[VALID.index("tasks:") :], "tasks: run it all\n", "WT-132", 9, 8, "tasks"),
    "trigger among tasks": ("core.log.Log", "core.trigger.Webhook", "WT-141", 11, 11, "tasks[0].type"),
    "duplicate key": ("    key: secret\n", "    key: secret\n    key: other\n", "WT-114", 25, 5, "triggers[0].key"),
    "bad id": ("id: orders", "id: my orders", "WT-135", 1, 5, "id"),
    "bad namespace": ("company.team", "Company", "WT-135", 2, 12, "namespace"),
    "missing tasks": (VALID[VALID.index("tasks:") : VALID.index("triggers:")], "", "WT-130", 1, 1, "tasks"),
    "no task": (VALID[VALID.index("tasks:") : VALID.index("triggers:")], "tasks: []\n", "WT-137", 9, 1, "tasks"),
    "missing property": ("    key: secret\n", "", "WT-130", 22, 5, "triggers[0].key"),
    "property without a value": ("key: secret", "key:", "WT-130", 24, 5, "triggers[0].key"),
    "missing type": ("    type: io.kestra.plugin.core.log.Log\n", "", "WT-142", 10, 5, "tasks[0].type"),
    "misspelt type": (
        "    type: io.kestra.plugin.core.log.Log",
        "    typ: io.kestra.plugin.core.log.Log",
        "WT-131",
        11,
        5,
        "tasks[0].typ",
    ),
    "expression without quotes": ('"Day {{ inputs.day }}"', "{{ inputs.day }}", "WT-113", 12, 14, "tasks[0].message"),
    "text behind an expression": ('"Day {{ inputs.day }}"', "{{ inputs.day }} is it", "WT-113", 12, 14, ""),
    "misplaced key": ("    key: secret", "      key: secret", "WT-110", 24, 7, ""),
    "alias": ("key: secret", "key: *other", "WT-110", 24, 10, ""),
    "python tag": ("key: secret", "key: !!python/name:os.system x", "WT-118", 24, 10, "triggers[0].key"),
    "input without a type": ("    type: DATE\n", "", "WT-130", 5, 5, "inputs[0].type"),
    "default of another type": ("2024-01-31", "tomorrow", "WT-136", 7, 15, "inputs[0].defaults"),
    "type of input for later": (
        "type: DATE\n    defaults: 2024-01-31",
        "type: FORM",
        "WT-144",
        6,
        11,
        "inputs[0].type",
    ),
    "property for later": (
        "    key: secret",
        "    key: secret\n    workerGroup: {key: a}",
        "WT-144",
        25,
        5,
        "triggers[0].workerGroup",
    ),
}


def test_the_flow_without_a_fault_has_no_diagnostic(found):
    assert found(VALID) == []


@pytest.mark.parametrize("name", BROKEN)
def test_one_fault_has_one_diagnostic_at_its_place(only, name):
    right, wrong, code, line, column, path = BROKEN[name]
    assert VALID.count(right) >= 1
    diagnostic = only(VALID.replace(right, wrong, 1))
    assert (diagnostic.code, diagnostic.line, diagnostic.path) == (code, line, path), str(diagnostic)
    assert column in (0, diagnostic.column), str(diagnostic)
    assert diagnostic.severity == "error"
    assert diagnostic.message.endswith((".", "?"))


def test_several_faults_are_all_found_in_the_order_of_the_text(found):
    text = VALID.replace("PT1S", "soon").replace("id: orders", "id: 'my orders'").replace("core.log.Log", "Nothing")
    assert [each.code for each in found(text)] == ["WT-135", "WT-140", "WT-134"]


def test_a_quote_that_swallows_lines_is_placed_where_it_opens(only):
    text = VALID.replace('"Day {{ inputs.day }}"', '"Day {{ inputs.day }}').replace("key: secret", 'key: "secret"')
    diagnostic = only(text)
    assert (diagnostic.code, diagnostic.line, diagnostic.column) == ("WT-112", 12, 14)
