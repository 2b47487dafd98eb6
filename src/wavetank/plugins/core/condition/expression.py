from __future__ import annotations

from wavetank.abc.condition_test import ConditionContext, ConditionTest
from wavetank.model.condition import Condition


class Expression(Condition, ConditionTest):
    """True unless the text renders to blank or `false` (language reference, section 9)."""

    expression: str

    def holds(self, context: ConditionContext) -> bool:
        """Renders the expression."""
        return str(context.render(self.expression) or "").strip() not in ("", "false")

    def explain(self, context: ConditionContext) -> str:
        """Returns the expression, what it rendered to, and what it read."""
        read = ", ".join(f"{name} = {value}" for name, value in context.parts(self.expression).items())
        result = str(context.render(self.expression)) or "(blank)"
        return f"{self.expression} = {result}{f' ({read})' if read else ''}"
