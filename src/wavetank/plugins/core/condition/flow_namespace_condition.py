from __future__ import annotations

from typing import ClassVar

from wavetank.abc.condition_test import ConditionContext, ConditionTest
from wavetank.model.condition import Condition


class FlowNamespaceCondition(Condition, ConditionTest):
    """True in one namespace: it tests the trigger's own flow. Deprecated (language reference, section 9)."""

    deprecated: ClassVar[dict[str, str]] = {"type": "Remove it: it asks about the flow that it is in."}

    namespace: str
    prefix: bool = False

    def holds(self, context: ConditionContext) -> bool:
        """Compares the namespaces, or their beginnings."""
        namespace = str(context.variables["flow"]["namespace"])
        return namespace.startswith(self.namespace) if self.prefix else namespace == self.namespace

    def explain(self, context: ConditionContext) -> str:
        """Returns the namespace, and the one that was asked for."""
        wanted = f"namespace: {self.namespace}{', prefix: true' if self.prefix else ''}"
        return f"namespace {context.variables['flow']['namespace']} with {wanted}"
