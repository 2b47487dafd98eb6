from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from wavetank.abc.event_source import ReactingTrigger, SourceContext
from wavetank.abc.gate import Gate
from wavetank.model.event import Event
from wavetank.model.labels import CORRELATION_ID, read_labels
from wavetank.model.state import TERMINATED, State
from wavetank.model.trigger import Trigger
from wavetank.model.upstream import Upstream
from wavetank.plugins.core.condition.multiple_condition import MultipleCondition
from wavetank.plugins.core.condition.or_ import tested
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
    """

    states: tuple[State, ...] = (*sorted(TERMINATED), State.PAUSED)
    preconditions: Preconditions | None = None

    @cached_property
    def ordinary(self) -> tuple[Condition, ...]:
        """The conditions that must hold for the execution itself."""
        return tuple(condition for condition in self.conditions if not isinstance(condition, MultipleCondition))

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
        return (*gates, *([self.preconditions.gate()] if self.preconditions is not None else []))

    def reacts_to(self, state: State) -> bool:
        """Returns whether the state is one of `states`."""
        return state in self.states

    def event_for(self, upstream: Upstream, context: dict[str, Any]) -> Event:
        """Returns the event of an execution's change of state."""
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
