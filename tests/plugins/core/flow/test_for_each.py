from __future__ import annotations

import pytest

import wavetank as wt

CORE = "io.kestra.plugin.core"
FLOW = """
id: f
namespace: n
tasks:
  - id: each
    type: {core}.flow.ForEach
    values: {values}
    tasks: [{{id: t, type: {core}.debug.Return, format: "{{{{ taskrun.value }}}}"}}]
"""


def values_of(values):
    with wt.Engine() as engine:
        engine.deploy(FLOW.format(core=CORE, values=values))
        return [run.value for run in engine.run("n.f").task_runs if run.task_id == "t"]


@pytest.mark.parametrize("values", ["[true]", "[a, [1, 2]]"])
def test_a_list_holds_no_truth_values_and_no_lists_as_on_a_server(values):
    with wt.Engine() as engine, pytest.raises(wt.FlowError, match="write the JSON text"):
        engine.deploy(FLOW.format(core=CORE, values=values))


def test_a_list_holds_texts_numbers_and_maps():
    assert values_of("[a, 1, 1.5, {b: 2}, '{{ 1 + 1 }}']") == ["a", "1", "1.5", '{"b":2}', "2"]


def test_the_json_text_of_a_list_holds_anything():
    assert values_of("'[true, [1, 2]]'") == ["true", "[1,2]"]
