from __future__ import annotations

from typing import Annotated

from pydantic import Field

from wavetank.abc.condition_test import ConditionContext, ConditionTest
from wavetank.model.condition import AnyCondition, Condition
from wavetank.plugins.core.condition.or_ import explained, tested


class Not(Condition, ConditionTest):
    """True when none of its conditions is (language reference, section 9)."""

    conditions: Annotated[tuple[AnyCondition, ...], Field(min_length=1)]

    def holds(self, context: ConditionContext) -> bool:
        """Tests one after another until one is true."""
        return not any(test.holds(context) for test in tested(self.conditions))

    def of_flow(self, namespace: str, flow_id: str) -> bool | None:
        """Returns false of flows that one of its conditions selects."""
        selecting = [test.of_flow(namespace, flow_id) for test in tested(self.conditions) if test.selects]
        return True not in selecting if selecting else None

    def explain(self, context: ConditionContext) -> str:
        """Returns the conditions that are true."""
        return f"not ({explained(self.conditions, context)})"
