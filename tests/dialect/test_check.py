from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wavetank.dialect.check import check
from wavetank.dialect.excerpt import excerpt
from wavetank.errors import WavetankError

FLOW = """\
id: orders
namespace: company.team
labels: {team: data}
inputs:
  - id: day
    type: DATE
    defaults: 2024-01-31
  - {id: size, type: SELECT, values: [a, b]}
outputs:
  - id: sum
    type: STRING
    value: "{{ outputs.hello.value }}"
tasks:
  - id: hello
    type: io.kestra.plugin.core.log.Log
    message: >-
      Day {{ inputs.day
        | upper }}
  - id: each
    type: io.kestra.plugin.core.flow.ForEach
    values: ["a", 'b']
    tasks:
      - id: pause
        type: io.kestra.plugin.core.flow.Sleep
        duration: "{{ inputs.size }}"
        timeout: PT1S
triggers:
  - id: hook
    type: io.kestra.plugin.core.trigger.Webhook
    key: secret
    conditions:
      - type: io.kestra.plugin.core.condition.Expression
        expression: "{{ true }}"
"""
LINES = FLOW.splitlines(keepends=True)
MARKS = (
    "{{",
    "}}",
    "{%",
    '"',
    "'",
    "- ",
    ": ",
    "\t",
    "\n",
    "&a",
    "*a",
    "<<: ",
    "!!int ",
    "[",
    "]",
    "{",
    "}",
    "|",
    ">",
    "#",
)
WORDS = ("~", "null", "---\n", "id: ", "type: ", "retry: ", "\x00", "\ud800", "\u2028", "\ufeff", "é", "-1", "P1D", "?")
PIECES = st.sampled_from(MARKS + WORDS)
EXAMPLES = int(os.environ.get("WAVETANK_EXAMPLES", "150"))
bounded = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def well_placed(text, diagnostics):
    lines = text.split("\n")
    places = [(each.line, each.column) for each in diagnostics]
    assert places == sorted(places)
    for each in diagnostics:
        assert 1 <= each.line <= len(lines)
        assert 1 <= each.column <= each.end_column <= len(lines[each.line - 1]) + 1
        assert each.code
        assert each.message
        assert excerpt(text, each)


@bounded
@given(text=st.text(st.characters(codec=None), max_size=200))
def test_random_text_never_raises(registry, text):
    well_placed(text, check(text, registry))


@bounded
@given(parts=st.lists(PIECES | st.sampled_from(LINES), max_size=30))
def test_random_pieces_of_yaml_never_raise(registry, parts):
    text = "".join(parts)
    well_placed(text, check(text, registry))


@bounded
@given(data=st.data())
def test_a_flow_with_random_changes_never_raises(registry, data):
    text = FLOW
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(start + 12, len(text))))
        text = text[:start] + data.draw(PIECES | st.just("")) + text[end:]
    well_placed(text, check(text, registry))


@bounded
@given(order=st.permutations(range(len(LINES))), keep=st.integers(1, len(LINES)))
def test_a_flow_with_lines_shuffled_or_lost_never_raises(registry, order, keep):
    text = "".join(LINES[index] for index in order[:keep])
    well_placed(text, check(text, registry))


def test_the_flow_that_is_changed_is_right(registry):
    assert [each.code for each in check(FLOW, registry)] == []


def test_every_document_of_a_text_is_checked(registry):
    broken = FLOW.replace("PT1S", "soon")
    found = check(f"{broken}---\n{FLOW}\n---\n{broken}", registry)
    assert [each.line for each in found] == [26, 26 + 2 * len(LINES) + 3]


def test_documents_before_a_fault_of_yaml_are_checked(registry):
    found = check(FLOW.replace("PT1S", "soon") + "---\na: b: c\n", registry)
    assert [each.code for each in found] == ["WT-134", "WT-110"]


def test_a_dialect_that_does_not_exist_is_refused(registry):
    with pytest.raises(WavetankError, match="no dialect 'kestra9'"):
        check(FLOW, registry, dialect="kestra9")
