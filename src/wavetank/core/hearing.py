"""Which executions a Flow trigger need not be asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.abc.condition_test import ConditionTest

if TYPE_CHECKING:
    from wavetank.abc.event_source import ReactingTrigger


def may_concern(trigger: ReactingTrigger, namespace: str, flow_id: str) -> bool:
    """
    Returns whether a trigger may make anything of an execution of a flow, be it no more than a verdict.

    Where it returns false, conditions that select executions, or those of all gates, are false whatever the execution
    is; then not even a verdict is left.
    """
    asked = [condition for condition in trigger.ordinary if isinstance(condition, ConditionTest)]
    if any(condition.selects and condition.of_flow(namespace, flow_id) is False for condition in asked):
        return False
    only_selecting = len(asked) == len(trigger.ordinary) and all(condition.selects for condition in asked)
    if not trigger.gates or not only_selecting:
        return True
    tests = (test for gate in trigger.gates for test in gate.conditions.values())
    return any(test.of_flow(namespace, flow_id) is not False for test in tests)
