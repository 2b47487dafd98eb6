from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from msgspec.structs import replace
from pydantic import Field, model_validator

from wavetank.abc.event_source import ReactingTrigger, SourceContext
from wavetank.abc.gate import Gate
from wavetank.model.event import Event
from wavetank.model.labels import CORRELATION_ID, read_labels
from wavetank.model.state import TERMINATED, State
from wavetank.model.time_window import TimeWindow
from wavetank.model.trigger import Trigger
from wavetank.model.upstream import Upstream
from wavetank.plugins.core.condition.multiple_condition import MultipleCondition
from wavetank.plugins.core.condition.or_ import tested
from wavetank.plugins.core.trigger.flow_dependency import (
    AnyDependency,
    DependencyMode,
    DependencyWindow,
    FlowDependency,
)
from wavetank.plugins.core.trigger.preconditions import Preconditions

if TYPE_CHECKING:
    from wavetank.model.condition import Condition

_SHAPE = (
    'a Flow trigger takes {"namespace": "…", "flowId": "…", "state": "SUCCESS"}, and maybe `executionId`, '
    "`flowRevision`, `labels`, `inputs`, `outputs` (of the flow), `taskOutputs`"
)
_KEYS = frozenset({"namespace", "flowId", "state", "executionId", "flowRevision", "labels", "inputs", "outputs"})


class Flow(Trigger, ReactingTrigger):
    """
    Fires when executions of other flows change their state (language reference, section 8.5).

    Attributes:
        states: The states that count; by default those in which an execution ends, and PAUSED.
        preconditions: Executions that must all have been seen within a window of time.
        depends_on: The same, as Kestra 2 writes it.
        mode: Whether all dependencies must have been seen, one of them, or `minSatisfied` of them.
        window: The span of time in which they must have been seen; a day if it is left out.
    """

    not_yet: ClassVar[frozenset[str]] = Trigger.not_yet | {"onMiss"}
    instead: ClassVar[dict[str, str]] = {
        "onMiss": "Write a flow of its own, with a Schedule at the deadline, `core.execution.Count` of the executions "
        "that should be there, and `core.execution.Fail` where one is missing; the labels are those of that flow."
    }
    newer: ClassVar[dict[str, str]] = {
        **Trigger.newer,
        "dependsOn": "Write `preconditions` with `flows`.",
        **dict.fromkeys(("mode", "minSatisfied", "onMiss"), "Remove it."),
        "window": "Write `preconditions` with `timeWindow`, and `resetOnSuccess` for `fireOnce`.",
    }
    gone: ClassVar[dict[str, str]] = {
        **Trigger.gone,
        "preconditions": "Write `dependsOn: [{namespace: …, flowId: …, states: […]}]`; `window` for `timeWindow`, "
        "with `fireOnce: true` unless `resetOnSuccess` is false.",
    }

    states: tuple[State, ...] = (*sorted(TERMINATED), State.PAUSED)
    preconditions: Preconditions | None = None
    depends_on: tuple[FlowDependency, ...] = ()
    mode: DependencyMode = DependencyMode.ALL
    min_satisfied: Annotated[int | None, Field(ge=1)] = None
    window: DependencyWindow | None = None
    on_miss: dict[str, Any] | None = None

    @model_validator(mode="after")
    def _enough_dependencies(self) -> Flow:
        if (self.mode is DependencyMode.AT_LEAST) is (self.min_satisfied is None):
            raise ValueError("`mode: AT_LEAST` needs `minSatisfied`, and only it")
        if self.min_satisfied is not None and self.min_satisfied > len(self.depends_on):
            raise ValueError("`minSatisfied` is more than there are dependencies")
        return self

    @cached_property
    def ordinary(self) -> tuple[Condition, ...]:
        """The conditions that must hold for the execution itself."""
        own = tuple(condition for condition in self.conditions if not isinstance(condition, MultipleCondition))
        return own if self._waits or not self.depends_on else (AnyDependency.of(self.depends_on), *own)

    @property
    def _waits(self) -> bool:
        """Whether dependencies must have been seen in a window: several of them, or by its hours."""
        several = self.mode is not DependencyMode.ANY and len(self.depends_on) > 1
        return several or (self.window is not None and bool(self.depends_on))

    @cached_property
    def gates(self) -> tuple[Gate, ...]:
        """The preconditions, and each MultipleCondition."""
        multiple = (condition for condition in self.conditions if isinstance(condition, MultipleCondition))
        gates = [
            Gate(
                each.id,
                dict(zip(each.conditions, tested(each.conditions.values()), strict=True)),
                each.span,
                each.reset_on_success,
            )
            for each in multiple
        ]
        before = [self.preconditions.gate()] if self.preconditions is not None else []
        return (*gates, *before, *([self._dependencies()] if self._waits else []))

    def _dependencies(self) -> Gate:
        tests = {f"dependency_{number}": each.test() for number, each in enumerate(self.depends_on, 1)}
        needed = 1 if self.mode is DependencyMode.ANY else self.min_satisfied
        if self.window is None:
            return Gate(self.id, tests, TimeWindow(), needed=needed)
        return Gate(self.id, tests, self.window.span(), self.window.fire_once, needed)

    def reacts_to(self, state: State) -> bool:
        """Returns whether the state is one of `states`, or of those that the dependencies have."""
        if self.depends_on:
            return any(state in each.states for each in self.depends_on)
        return state in self.states

    def event_for(self, upstream: Upstream, context: dict[str, Any]) -> Event:
        """Returns the event of an execution's change of state; dependencies see what it is by names of their own."""
        if self.depends_on:
            context = {**context, **_named(upstream, context.get("outputs", {}))}
        return Event(
            identities=(upstream.identity,),
            variables=upstream.trigger_variables(),
            upstream=upstream,
            context=context,
            labels={name: value for name, value in upstream.labels.items() if name == CORRELATION_ID},
        )

    def event_of(self, sample: Any, context: SourceContext) -> Event:
        """Returns the event of a made-up execution."""
        if not isinstance(sample, dict) or not set(sample) <= _KEYS | {"taskOutputs", "identity"}:
            raise ValueError(_SHAPE)
        upstream = _made_up(sample, context)
        seen = {
            "execution": {"id": upstream.id, "state": upstream.state.value},
            "inputs": sample.get("inputs", {}),
            "outputs": sample.get("taskOutputs", {}),
            "labels": upstream.labels,
        }
        event = self.event_for(upstream, seen)
        identity = str(sample.get("identity") or f"{upstream.identity}#{context.new_id()}")
        return replace(event, identities=(identity,))


def _named(upstream: Upstream, outputs: dict[str, Any]) -> dict[str, Any]:
    return {
        "namespace": upstream.namespace,
        "flowId": upstream.flow_id,
        "state": upstream.state.value,
        "hasRetryAttempt": any(len(attempts) > 1 for attempts in upstream.attempts),
        "outputs": {**outputs, **(upstream.outputs or {})},
    }


def _made_up(sample: dict[str, Any], context: SourceContext) -> Upstream:
    try:
        return Upstream(
            id=str(sample.get("executionId") or context.new_id()),
            namespace=str(sample["namespace"]),
            flow_id=str(sample["flowId"]),
            flow_revision=sample.get("flowRevision", 1),
            state=State(str(sample.get("state", State.SUCCESS))),
            labels=read_labels(sample.get("labels") or {}),
            outputs=sample.get("outputs"),
        )
    except KeyError:
        raise ValueError(_SHAPE) from None
