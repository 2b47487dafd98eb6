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
        short = Comparison.PREFIX if self.prefix else Comparison.EQUALS
        return (self.comparison or short).holds(execution.namespace, self.namespace)

    def seen(self, execution: Upstream) -> str:
        """Returns the namespace of the execution."""
        return f"namespace {execution.namespace}"
