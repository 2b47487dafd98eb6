from __future__ import annotations

import pytest

import wavetank as wt

CORE = "io.kestra.plugin.core"
CHILD = f"id: child\nnamespace: n\ntasks: [{{id: a, type: {CORE}.debug.Return, format: x}}]\n"
PARENT = """
id: parent
namespace: n
labels: {{team: sales}}
variables: {{wanted: true, blank: ""}}
tasks:
  - {{id: call, type: io.kestra.plugin.core.flow.Subflow, namespace: n, flowId: child, inheritLabels: {written}}}
"""


@pytest.mark.parametrize(
    ("written", "team"),
    [("true", "sales"), ('"{{ vars.wanted }}"', "sales"), ("false", None), ('"{{ vars.blank }}"', None)],
)
def test_labels_are_inherited_as_the_property_or_its_expression_says(written, team):
    with wt.Engine() as engine:
        engine.deploy(CHILD)
        engine.deploy(PARENT.format(written=written))
        assert engine.run("n.parent").state == "SUCCESS"
        assert engine.executions("n.child")[0].labels.get("team") == team
