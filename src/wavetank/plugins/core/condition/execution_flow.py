from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from wavetank.plugins.core.condition.execution_condition import ExecutionCondition

if TYPE_CHECKING:
    from wavetank.model.upstream import Upstream


class ExecutionFlow(ExecutionCondition):
    """True of the executions of one flow (language reference, section 9)."""

    selects: ClassVar[bool] = True

    namespace: str
    flow_id: str

    def fits(self, execution: Upstream) -> bool:
        """Compares namespace and id of the flow."""
        return self.of_flow(execution.namespace, execution.flow_id)

    def of_flow(self, namespace: str, flow_id: str) -> bool:
        """Compares both."""
        return (namespace, flow_id) == (self.namespace, self.flow_id)

    def seen(self, execution: Upstream) -> str:
        """Returns the flow of the execution."""
        return f"flow {execution.namespace}.{execution.flow_id}"
