"""What an engine tells of flows before anything runs."""

from __future__ import annotations

import pytest

import wavetank as wt

CORE = "io.kestra.plugin.core"
FLOW = f"""
id: f
namespace: n
inputs:
- {{id: name, type: STRING, validator: "[a-z]+"}}
- {{id: count, type: INT, defaults: 3}}
- {{id: data, type: FILE, required: false}}
- {{id: token, type: SECRET, required: false}}
- {{id: extra, type: STRING, dependsOn: {{inputs: [count], condition: "{{{{ inputs.count > 5 }}}}"}}}}
tasks:
- {{id: say, type: {CORE}.debug.Return, format: x}}
"""


@pytest.fixture
def engine():
    with wt.Engine() as engine:
        engine.deploy(FLOW)
        yield engine


def test_inputs_are_resolved_and_nothing_is_stored(engine, tmp_path):
    (tmp_path / "a.txt").write_text("x")
    given = {"name": "Ada", "data": tmp_path / "a.txt", "token": "t0ps3cret", "extra": "more"}
    found = {each.id: each for each in engine.resolve_inputs("n.f", given)}
    assert list(found) == ["name", "count", "data", "token", "extra"]
    assert "name" in found["name"].error
    assert (found["count"].value, found["count"].error) == (3, None)
    assert found["data"].value.startswith("kestra:///n/f/executions/")
    assert not engine.storage.exists(found["data"].value)
    assert found["token"].value == "******"
    assert (found["extra"].enabled, found["extra"].error) == (False, None)
    assert not engine.executions()
    with pytest.raises(wt.NotFoundError):
        engine.resolve_inputs("n.nothing")


def test_a_trial_of_a_deployment_returns_the_flow_and_leaves_what_is_deployed(engine):
    trial = engine.deploy(FLOW.replace("format: x", "format: y"), dry_run=True)
    assert (trial.revision, trial.to_dict()["tasks"][0]["format"]) == (2, "y")
    assert engine.deploy("id: g\nnamespace: n\n" + FLOW[FLOW.index("tasks:") :], dry_run=True).revision == 1
    assert list(engine.flows) == ["n.f"]
    assert engine.flows["n.f"].revision == 1
    assert engine.deploy(FLOW, dry_run=True).revision == 1
    with pytest.raises(wt.FlowError):
        engine.deploy("id: f", dry_run=True)


def test_the_topology_names_the_links_between_deployed_flows(engine):
    run = f"{{id: sub, type: {CORE}.flow.Subflow, namespace: n, flowId: f}}"
    engine.deploy(f"id: parent\nnamespace: n\ntasks: [{run}]")
    (link,) = engine.topology()
    assert (link.source, link.target, link.relation) == ("n.parent", "n.f", "FLOW_TASK")
