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
from wavetank.pebble import truthy
from wavetank.plugins.core.condition.execution_condition import execution_of

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
        namespace: Executions of every namespace if it is left out.
        flow_id: Every flow if it is left out.
        states: Those in which it must be.
        when: An expression that sees the execution; it counts only while that is true.
    """

    namespace: str | None = None
    flow_id: str | None = None
    states: tuple[State, ...] = (State.SUCCESS, State.WARNING)
    labels: Labels = Field(default_factory=dict)
    when: str | None = None

    def test(self) -> ConditionTest:
        """Returns it as a condition."""
        return _DependencyCondition.model_construct(type="dependsOn", dependency=self)

    def is_flow(self, namespace: str, flow_id: str) -> bool:
        """Returns whether executions of a flow can be meant."""
        return self.namespace in (None, namespace) and self.flow_id in (None, flow_id)


class _DependencyCondition(Condition, ConditionTest):
    dependency: FlowDependency

    def holds(self, context: ConditionContext) -> bool:
        wanted, execution = self.dependency, execution_of(self, context)
        if not wanted.is_flow(execution.namespace, execution.flow_id) or execution.state not in wanted.states:
            return False
        if not wanted.labels.items() <= execution.labels.items():
            return False
        return wanted.when is None or truthy(context.render(wanted.when))

    def of_flow(self, namespace: str, flow_id: str) -> bool:
        return self.dependency.is_flow(namespace, flow_id)

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

    def of_flow(self, namespace: str, flow_id: str) -> bool:
        """Returns whether one of them can mean executions of a flow."""
        return any(each.is_flow(namespace, flow_id) for each in self.dependencies)

    def explain(self, context: ConditionContext) -> str:
        """Returns what the execution is."""
        return self.dependencies[0].test().explain(context)


class DependencyWindow(Part):
    """
    In which span of time all dependencies must have been seen: one of four forms; spans of a day by default.

    Attributes:
        deadline: From midnight to this time of the day.
        from_: With `to`: between these times of the day; written `from`.
        every: Spans of this length, one after another, moved by `offset`.
        lookback: As long as this after the first.
        fire_once: Once enough were seen, all must be seen again; otherwise each further one fires.
    """

    deadline: TimeOfDay | None = None
    from_: TimeOfDay | None = Field(default=None, alias="from")
    to: TimeOfDay | None = None
    every: Duration | None = None
    offset: Duration | None = None
    lookback: Duration | None = None
    fire_once: bool = False

    @model_validator(mode="after")
    def _one_form(self) -> DependencyWindow:
        given = frozenset(self.model_fields_set - {"fire_once"})
        if given - {"every", "offset"} and given not in ({"deadline"}, {"from_", "to"}, {"lookback"}):
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
        lengths = {"window": self.every, "windowAdvance": self.offset}
        given = {name: format_duration(length) for name, length in lengths.items() if length is not None}
        return TimeWindow.model_validate({"type": "DURATION_WINDOW", **given})
