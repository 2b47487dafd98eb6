from __future__ import annotations

import pytest

import wavetank as wt


@pytest.fixture
def engine():
    with wt.Engine() as engine:
        yield engine


def test_the_error_of_an_execution_is_not_one_that_the_flow_allows(engine):
    engine.deploy(
        """\
id: allowing
namespace: lab
tasks:
  - id: try
    type: io.kestra.plugin.core.flow.AllowFailure
    tasks: [{id: flaky, type: io.kestra.plugin.core.execution.Fail, errorMessage: "no answer"}]
  - {id: last, type: io.kestra.plugin.core.execution.Fail, errorMessage: "no paper"}
"""
    )
    execution = engine.run("lab.allowing")
    assert "Task last failed" in execution.error
    assert "id: last" in execution.snapshot().place
