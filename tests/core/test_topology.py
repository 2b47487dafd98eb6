"""Which flows make executions of which others."""

from __future__ import annotations

import pytest

from wavetank.core.topology import topology
from wavetank.model.flow_link import FlowLink, LinkKind
from wavetank.plugins.catalogue import built_in

from .flows import CORE, flow, work

REGISTRY = built_in()


def named(flow_id, *tasks, **properties):
    return flow(*(tasks or (work("a"),)), id=flow_id, **properties)


def links(*flows):
    return topology({each.key: each for each in flows})


def trigger(**properties):
    return {"id": "t", "type": f"{CORE}.trigger.Flow", **properties}


def condition(kind, **properties):
    return {"type": f"{CORE}.condition.{kind}", **properties}


def test_a_task_that_runs_another_flow_links_them_wherever_it_stands():
    run = {"id": "sub", "type": f"{CORE}.flow.Subflow", "namespace": "n", "flowId": "child"}
    block = {"id": "p", "type": f"{CORE}.flow.Parallel", "tasks": [run, {**run, "id": "again"}]}
    expected = [FlowLink("n.f", "n.child", LinkKind.FLOW_TASK)]
    assert links(named("f", work("a"), errors=[block]), named("child")) == expected
    assert links(named("f", {**run, "flowId": "{{ inputs.which }}"}), named("child")) == []


@pytest.mark.parametrize(
    ("asked", "heard"),
    [
        ({"conditions": [condition("ExecutionFlow", namespace="n", flowId="up")]}, ["up"]),
        ({"conditions": [condition("ExecutionNamespace", namespace="n")]}, ["up", "other"]),
        ({"conditions": [condition("ExecutionNamespace", namespace="m")]}, []),
        ({"conditions": [condition("ExecutionStatus", **{"in": ["SUCCESS"]})]}, ["up", "other"]),
        (
            {"conditions": [condition("Not", conditions=[condition("ExecutionFlow", namespace="n", flowId="up")])]},
            ["other"],
        ),
        (
            {
                "conditions": [
                    condition(
                        "Or",
                        conditions=[condition("ExecutionFlow", namespace="n", flowId=name) for name in ("x", "up")],
                    )
                ]
            },
            ["up"],
        ),
        ({"preconditions": {"id": "p", "flows": [{"namespace": "n", "flowId": "up", "states": ["SUCCESS"]}]}}, ["up"]),
        (
            {
                "preconditions": {
                    "id": "p",
                    "where": [{"id": "w", "filters": [{"field": "FLOW_ID", "type": "STARTS_WITH", "value": "o"}]}],
                }
            },
            ["other"],
        ),
    ],
)
def test_a_flow_trigger_links_the_flows_that_it_may_hear_of(asked, heard):
    listener = named("listener", triggers=[trigger(**asked)])
    found = links(named("up"), named("other"), listener)
    assert found == [FlowLink(f"n.{name}", "n.listener", LinkKind.FLOW_TRIGGER) for name in heard]
