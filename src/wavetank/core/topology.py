"""Which flows make executions of which others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.abc.condition_test import ConditionTest
from wavetank.abc.event_source import ReactingTrigger
from wavetank.model.flow_link import FlowLink, LinkKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from wavetank.abc.gate import Gate
    from wavetank.model.flow import Flow


def topology(flows: Mapping[str, Flow]) -> list[FlowLink]:
    """
    Returns how flows are linked: by tasks that run another one, and by Flow triggers that may hear of another one.

    Of what a trigger asks, only that counts which tells flows apart. A flow whose name is an expression is not known.
    """
    links = dict.fromkeys(link for flow in flows.values() for link in _links(flow, flows))
    return list(links)


def _links(flow: Flow, flows: Mapping[str, Flow]) -> Iterator[FlowLink]:
    for task in flow.walk():
        called = task.calls()
        if called is not None and called in flows and called != flow.key:
            yield FlowLink(flow.key, called, LinkKind.FLOW_TASK)
    hearing = [trigger for trigger in flow.triggers if isinstance(trigger, ReactingTrigger)]
    for other in flows.values() if hearing else ():
        if other.key != flow.key and any(_may_hear(trigger, other) for trigger in hearing):
            yield FlowLink(other.key, flow.key, LinkKind.FLOW_TRIGGER)


def _may_hear(trigger: ReactingTrigger, flow: Flow) -> bool:
    asked = (condition for condition in trigger.ordinary if isinstance(condition, ConditionTest))
    return not any(condition.of_flow(flow.namespace, flow.id) is False for condition in asked) and all(
        _may_open(gate, flow) for gate in trigger.gates
    )


def _may_open(gate: Gate, flow: Flow) -> bool:
    """Whether an execution of a flow can make one of several conditions true; those that tell no flows apart aside."""
    told: Iterable[bool | None] = [each.of_flow(flow.namespace, flow.id) for each in gate.conditions.values()]
    return True in told or False not in told
