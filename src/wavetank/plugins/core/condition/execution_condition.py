from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from wavetank.abc.condition_test import ConditionContext, ConditionTest
from wavetank.errors import ConditionError
from wavetank.model.condition import Condition

if TYPE_CHECKING:
    from wavetank.model.upstream import Upstream


class ExecutionCondition(Condition, ConditionTest):
    """What conditions on an execution have in common: they belong to Flow triggers (language reference, section 9)."""

    def holds(self, context: ConditionContext) -> bool:
        """Looks at the execution."""
        return self.fits(execution_of(self, context))

    def explain(self, context: ConditionContext) -> str:
        """Returns what the execution has, and what was asked for."""
        asked = self.model_dump(by_alias=True, exclude={"type"}, exclude_unset=True, mode="json")
        wanted = ", ".join(f"{name}: {value}" for name, value in asked.items())
        return f"{self.seen(execution_of(self, context))} with {wanted}"

    @abstractmethod
    def fits(self, execution: Upstream) -> bool:
        """Returns whether the condition is true of an execution."""

    @abstractmethod
    def seen(self, execution: Upstream) -> str:
        """Returns what it looks at, in a few words."""


_REMEDY = "It belongs to triggers of type io.kestra.plugin.core.trigger.Flow."


def execution_of(condition: Condition, context: ConditionContext) -> Upstream:
    """
    Returns the execution that an event is about.

    Raises:
        ConditionError: It is about none.
    """
    if context.execution is None:
        name = condition.type.rpartition(".")[2]
        raise ConditionError(f"{name} asks about an execution, and there is none here.", remedy=_REMEDY)
    return context.execution
