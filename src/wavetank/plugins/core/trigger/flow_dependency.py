from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field, model_validator

from wavetank.abc.condition_test import ConditionTest
from wavetank.durations import format_duration
from wavetank.model.condition import Condition
from wavetank.model.labels import Labels
from wavetank.model.part import Duration, Part
from wavetank.model.state import State
from wavetank.model.time_window import TimeOfDay, TimeWindow
from wavetank.plugins.core.condition.expression import Expression
from wavetank.plugins.core.trigger.upstream_flow import UpstreamFlow

if TYPE_CHECKING:
    from wavetank.abc.condition_test import ConditionContext


class DependencyMode(StrEnum):
    """How many of the dependencies must have been seen."""

    ALL = "ALL"
    ANY = "ANY"
    AT_LEAST = "AT_LEAST"


class FlowDependency(Part):
    """
    Which executions one entry of `dependsOn` means (language reference, section 8.5, the form of Kestra 2).

    Attributes:
        states: Those in which it must be.
        when: An expression that sees the execution; it counts only while that is true.
    """

    namespace: str
    flow_id: str | None = None
    states: tuple[State, ...] = (State.SUCCESS, State.WARNING)
    labels: Labels = Field(default_factory=dict)
    when: str | None = None

    def test(self) -> ConditionTest:
        """Returns it as a condition."""
        return _DependencyCondition.model_construct(type="dependsOn", dependency=self)


class _DependencyCondition(Condition, ConditionTest):
    dependency: FlowDependency

    def holds(self, context: ConditionContext) -> bool:
        wanted = self.dependency
        if not self._upstream.test().holds(context):
            return False
        return wanted.when is None or Expression(type="when", expression=wanted.when).holds(context)

    @property
    def _upstream(self) -> UpstreamFlow:
        wanted = self.dependency
        return UpstreamFlow.model_construct(
            namespace=wanted.namespace, flow_id=wanted.flow_id, states=wanted.states, labels=wanted.labels
        )

    def of_flow(self, namespace: str, flow_id: str) -> bool | None:
        return self._upstream.test().of_flow(namespace, flow_id)

    def explain(self, context: ConditionContext) -> str:
        execution = context.execution
        if execution is None:
            return "there is no execution"
        return f"flow {execution.namespace}.{execution.flow_id}, state {execution.state}"


class AnyDependency(Condition, ConditionTest):
    """True of an execution that is one of those that `dependsOn` names."""

    selects: ClassVar[bool] = True

    dependencies: tuple[FlowDependency, ...]

    @classmethod
    def of(cls, dependencies: tuple[FlowDependency, ...]) -> AnyDependency:
        """Returns the condition for these dependencies."""
        return cls.model_construct(type="dependsOn", dependencies=dependencies)

    def holds(self, context: ConditionContext) -> bool:
        """Looks for one that is satisfied."""
        return any(each.test().holds(context) for each in self.dependencies)

    def of_flow(self, namespace: str, flow_id: str) -> bool | None:
        """Returns whether one of them names the flow, or all of its namespace."""
        return any(each.test().of_flow(namespace, flow_id) for each in self.dependencies)

    def explain(self, context: ConditionContext) -> str:
        """Returns what the execution is."""
        return self.dependencies[0].test().explain(context)


class DependencyWindow(Part):
    """
    In which span of time all dependencies must have been seen: one of four forms.

    Attributes:
        deadline: From midnight to this time of the day.
        from_: With `to`: between these times of the day; written `from`.
        every: Spans of this length, one after another, moved by `offset`.
        lookback: As long as this after the first.
    """

    deadline: TimeOfDay | None = None
    from_: TimeOfDay | None = Field(default=None, alias="from")
    to: TimeOfDay | None = None
    every: Duration | None = None
    offset: Duration | None = None
    lookback: Duration | None = None

    @model_validator(mode="after")
    def _one_form(self) -> DependencyWindow:
        given = frozenset(self.model_fields_set)
        forms = ({"deadline"}, {"from_", "to"}, {"every"}, {"every", "offset"}, {"lookback"})
        if given not in forms:
            raise ValueError("it is `deadline`, or `from` and `to`, or `every` and maybe `offset`, or `lookback`")
        return self

    def span(self) -> TimeWindow:
        """Returns it as Kestra 1 writes it."""
        if self.deadline is not None:
            return TimeWindow.model_validate({"type": "DAILY_TIME_DEADLINE", "deadline": self.deadline})
        if self.from_ is not None:
            return TimeWindow.model_validate({"type": "DAILY_TIME_WINDOW", "startTime": self.from_, "endTime": self.to})
        if self.lookback is not None:
            return TimeWindow.model_validate({"type": "SLIDING_WINDOW", "window": format_duration(self.lookback)})
        advance = {"windowAdvance": format_duration(self.offset)} if self.offset is not None else {}
        assert self.every is not None  # noqa: S101 - the only form that is left
        return TimeWindow.model_validate({"type": "DURATION_WINDOW", "window": format_duration(self.every), **advance})
