from __future__ import annotations

import pytest

import wavetank as wt

CALL = """
id: {flow}
namespace: company.team
tasks:
  - id: block
    type: io.kestra.plugin.core.flow.Sequential
    tasks:
      - id: again
        type: {kind}
        namespace: company.team
        flowId: "again"
"""


@pytest.mark.parametrize("kind", ["io.kestra.plugin.core.flow.Subflow", "io.kestra.core.tasks.flows.Flow"])
def test_a_flow_that_runs_itself_is_refused(kind):
    errors = [each for each in wt.check(CALL.format(flow="again", kind=kind)) if each.severity == "error"]
    assert [(each.code, each.path) for each in errors] == [("WT-157", "tasks[0].tasks[0].flowId")]
    assert errors[0].message.startswith("Recursive call to flow [company.team.again]")


def test_a_flow_may_run_another():
    assert wt.check(CALL.format(flow="other", kind="io.kestra.plugin.core.flow.Subflow")) == []
