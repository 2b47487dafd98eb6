from __future__ import annotations

from datetime import timedelta

import pytest

from wavetank.dialect.read import read_flow
from wavetank.errors import FlowError

FLOW = """\
id: flow
namespace: company.team
{more}
tasks:
  - id: hello
    type: io.kestra.plugin.core.log.Log
    message: Hello
"""


def flow(registry, more=""):
    return read_flow(FLOW.format(more=more), registry)


def task(registry, kind, **lines):
    body = "".join(f"    {name}: {value}\n" for name, value in lines.items())
    text = f"id: flow\nnamespace: company.team\ntasks:\n  - id: task\n    type: io.kestra.plugin.core.{kind}\n{body}"
    return read_flow(text, registry).tasks[0]


def test_a_flow_knows_its_text_and_has_no_revision_yet(registry):
    read = flow(registry)
    assert (read.key, read.revision, read.source) == ("company.team.flow", 0, FLOW.format(more=""))
    assert read.tasks[0].message == "Hello"


def test_what_a_server_or_a_catalogue_adds_is_left_out(registry):
    read = flow(
        registry, "extend: {title: '{{ not an expression'}\nrevision: 3\ntenantId: main\ndeleted: false\nsource: x"
    )
    assert set(read.to_dict()) == {"id", "namespace", "tasks"}


def test_a_property_without_a_value_counts_as_left_out(registry):
    read = flow(registry, "description:\nlabels:\ntriggers:\nerrors:\ndisabled:")
    assert (read.description, read.labels, read.triggers, read.disabled) == (None, {}, (), False)


def test_a_boolean_or_number_where_a_text_belongs_is_its_text(registry):
    assert task(registry, "log.Log", message="yes").message == "true"
    assert task(registry, "log.Log", message="1.10").message == "1.1"
    assert task(registry, "log.Log", message="[1, no]").message == ("1", "false")
    assert task(registry, "log.Log", message="2024-01-31").message == "2024-01-31"


def test_a_duration_may_be_an_expression(registry):
    assert task(registry, "flow.Sleep", duration='"{{ inputs.d }}"').duration.written == "{{ inputs.d }}"
    assert task(registry, "flow.Sleep", duration="90").duration.resolve(str) == timedelta(seconds=90)


def test_an_alias_is_read_as_the_type_that_it_stands_for(registry):
    text = FLOW.format(more="").replace("io.kestra.plugin.core.log.Log", "io.kestra.core.tasks.log.Log")
    assert read_flow(text, registry).to_dict()["tasks"][0]["type"] == "io.kestra.plugin.core.log.Log"


def test_labels_are_a_map_or_a_list(registry):
    assert flow(registry, "labels: {a: 1, b: on}").labels == {"a": "1", "b": "true"}
    assert flow(registry, "labels: [{key: a, value: x}]").labels == {"a": "x"}


def test_empty_documents_around_a_flow_are_nothing(registry):
    assert read_flow(f"---\n{FLOW.format(more='')}---\n", registry).id == "flow"


def test_a_second_document_is_refused_where_it_begins(registry):
    with pytest.raises(FlowError) as refusal:
        read_flow(f"{FLOW.format(more='')}---\nid: other\n", registry)
    assert [(each.code, each.line) for each in refusal.value.diagnostics] == [("WT-117", 9)]


def test_a_refusal_carries_text_and_diagnostics(registry):
    with pytest.raises(FlowError) as refusal:
        read_flow("id: flow\n", registry)
    assert refusal.value.source == "id: flow\n"
    assert {each.path for each in refusal.value.diagnostics} == {"namespace", "tasks"}
    assert str(refusal.value).startswith("line 1, column 1: A flow needs the property `")


def test_advice_does_not_stop_a_flow(registry):
    assert flow(registry, "labels: {a: yes}").labels == {"a": "true"}


def test_properties_for_later_that_say_nothing_are_no_matter(registry):
    assert task(registry, "log.Log", message="x", logToFile="false", retry="").log_to_file is False
    assert flow(registry, "finally: []\nconcurrency:").id == "flow"
