from __future__ import annotations

from typing import ClassVar

from wavetank.abc.condition_test import ConditionContext, ConditionTest
from wavetank.model.condition import Condition


class FlowCondition(Condition, ConditionTest):
    """True in one flow: it tests the flow that the trigger belongs to. Deprecated (language reference, section 9)."""

    deprecated: ClassVar[dict[str, str]] = {"type": "Remove it: it asks about the flow that it is in."}

    namespace: str
    flow_id: str

    def holds(self, context: ConditionContext) -> bool:
        """Compares namespace and id of the flow."""
        flow = context.variables["flow"]
        return bool(flow["namespace"] == self.namespace and flow["id"] == self.flow_id)

    def explain(self, context: ConditionContext) -> str:
        """Returns the flow, and the one that was asked for."""
        flow = context.variables["flow"]
        return f"flow {flow['namespace']}.{flow['id']} with namespace: {self.namespace}, flowId: {self.flow_id}"
