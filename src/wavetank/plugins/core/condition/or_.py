from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from wavetank.abc.condition_test import ConditionContext, ConditionTest
from wavetank.errors import ConditionError
from wavetank.model.condition import AnyCondition, Condition

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Or(Condition, ConditionTest):
    """True when one of its conditions is (language reference, section 9)."""

    conditions: Annotated[tuple[AnyCondition, ...], Field(min_length=1)]

    def holds(self, context: ConditionContext) -> bool:
        """Tests one after another until one is true."""
        return any(test.holds(context) for test in tested(self.conditions))

    def of_flow(self, namespace: str, flow_id: str) -> bool | None:
        """Returns whether one of its conditions can be true of executions of a flow."""
        told = [test.of_flow(namespace, flow_id) for test in tested(self.conditions)]
        return None if None in told else any(told)

    def explain(self, context: ConditionContext) -> str:
        """Returns all conditions with their rendered parts."""
        return explained(self.conditions, context)


def tested(conditions: Iterable[Condition]) -> Iterator[ConditionTest]:
    """Gives conditions as what can be tested."""
    for condition in conditions:
        if not isinstance(condition, ConditionTest):
            raise ConditionError(f"{condition.type} cannot be tested.")
        yield condition


def explained(conditions: Iterable[Condition], context: ConditionContext) -> str:
    """Returns conditions with their rendered parts and what each came to."""
    return ", ".join(f"{test.explain(context)}: {str(test.holds(context)).lower()}" for test in tested(conditions))
