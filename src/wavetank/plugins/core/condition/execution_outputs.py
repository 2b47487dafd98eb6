from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.plugins.core.condition.expression import Expression

if TYPE_CHECKING:
    from wavetank.abc.condition_test import ConditionContext


class ExecutionOutputs(Expression):
    """An expression over `trigger.outputs`, the outputs of the upstream flow; false if it has none (section 9)."""

    def holds(self, context: ConditionContext) -> bool:
        """Renders the expression when there are outputs."""
        return bool(_outputs(context)) and super().holds(context)

    def explain(self, context: ConditionContext) -> str:
        """Returns the expression and what it rendered to, or that there are no outputs."""
        return super().explain(context) if _outputs(context) else "the execution has no outputs"


def _outputs(context: ConditionContext) -> object:
    return context.execution.outputs if context.execution is not None else None
