from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from wavetank.plugins.core.condition.comparison import Comparison
from wavetank.plugins.core.condition.execution_condition import ExecutionCondition

if TYPE_CHECKING:
    from wavetank.model.upstream import Upstream


class ExecutionNamespace(ExecutionCondition):
    """
    True of the executions of a namespace (language reference, section 9).

    Attributes:
        comparison: How the namespaces are compared.
        prefix: Short for `comparison: PREFIX`; without effect beside `comparison`.
    """

    selects: ClassVar[bool] = True

    namespace: str
    comparison: Comparison | None = None
    prefix: bool = False

    def fits(self, execution: Upstream) -> bool:
        """Compares the namespaces as texts."""
        return self.of_flow(execution.namespace, execution.flow_id)

    def of_flow(self, namespace: str, flow_id: str) -> bool:  # noqa: ARG002 - whatever flow of the namespace
        """Compares the namespaces."""
        short = Comparison.PREFIX if self.prefix else Comparison.EQUALS
        return (self.comparison or short).holds(namespace, self.namespace)

    def seen(self, execution: Upstream) -> str:
        """Returns the namespace of the execution."""
        return f"namespace {execution.namespace}"
