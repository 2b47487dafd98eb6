from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from wavetank.abc.condition_test import ConditionTest
from wavetank.abc.gate import Gate
from wavetank.model.condition import Condition
from wavetank.model.part import Part
from wavetank.model.task import IDENTIFIER
from wavetank.model.time_window import TimeWindow
from wavetank.plugins.core.condition.execution_condition import execution_of
from wavetank.plugins.core.trigger.filter import Filter
from wavetank.plugins.core.trigger.upstream_flow import UpstreamFlow

if TYPE_CHECKING:
    from wavetank.abc.condition_test import ConditionContext


class Operand(StrEnum):
    """Whether all filters must hold, or one of them."""

    AND = "AND"
    OR = "OR"


class Where(Part):
    """A group of filters (language reference, section 8.5)."""

    id: Annotated[str, Field(min_length=1)]
    operand: Operand = Operand.AND
    filters: Annotated[tuple[Filter, ...], Field(min_length=1)]

    def test(self) -> ConditionTest:
        """Returns it as a condition."""
        return _WhereCondition.model_construct(type=f"preconditions.where {self.id}", where=self)


class _WhereCondition(Condition, ConditionTest):
    where: Where

    def holds(self, context: ConditionContext) -> bool:
        execution = execution_of(self, context)
        found = (each.holds(execution, context) for each in self.where.filters)
        return all(found) if self.where.operand is Operand.AND else any(found)

    def of_flow(self, namespace: str, flow_id: str) -> bool | None:
        told = [each.of_flow(namespace, flow_id) for each in self.where.filters]
        if self.where.operand is Operand.AND:
            return False if False in told else True if True in told else None
        return None if None in told else True in told

    def explain(self, context: ConditionContext) -> str:
        execution = execution_of(self, context)
        return f"{self.where.id} of flow {execution.namespace}.{execution.flow_id}, state {execution.state}"


class Preconditions(Part):
    """
    Executions that must all have been seen within a window of time (language reference, section 8.5).

    Attributes:
        id: What the window is remembered under: triggers of the flow that name the same one share it.
        flows: Executions of these flows.
        where: Executions that pass these filters.
        time_window: A day by default.
        reset_on_success: A new window begins once all were seen.
    """

    id: Annotated[str, Field(pattern=IDENTIFIER)]
    flows: tuple[UpstreamFlow, ...] = ()
    where: tuple[Where, ...] = ()
    time_window: TimeWindow = Field(default_factory=TimeWindow)
    reset_on_success: bool = True

    def gate(self) -> Gate:
        """Returns its conditions under the names that a Kestra server gives them."""
        conditions: dict[str, ConditionTest] = {
            f"condition_{number}": flow.test() for number, flow in enumerate(self.flows, 1)
        }
        for number, where in enumerate(self.where, len(self.flows) + 1):
            conditions[f"condition_{number}_{where.id}"] = where.test()
        return Gate(self.id, conditions, self.time_window, self.reset_on_success)
