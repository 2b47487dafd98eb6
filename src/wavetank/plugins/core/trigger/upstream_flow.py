from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from wavetank.model.labels import Labels
from wavetank.model.part import Part
from wavetank.model.state import State
from wavetank.plugins.core.condition.execution_condition import ExecutionCondition

if TYPE_CHECKING:
    from wavetank.model.upstream import Upstream


class UpstreamFlow(Part):
    """
    Which executions one of the `flows` of preconditions means (language reference, section 8.5).

    Attributes:
        flow_id: Every flow of the namespace if it is left out.
        states: Every state if none is named.
        labels: All of them must be there.
    """

    namespace: str
    flow_id: str | None = None
    states: tuple[State, ...] = ()
    labels: Labels = Field(default_factory=dict)

    def test(self) -> ExecutionCondition:
        """Returns it as a condition."""
        return _UpstreamCondition.model_construct(type="preconditions.flows", upstream=self)


class _UpstreamCondition(ExecutionCondition):
    upstream: UpstreamFlow

    def fits(self, execution: Upstream) -> bool:
        wanted = self.upstream
        return (
            execution.namespace == wanted.namespace
            and wanted.flow_id in (None, execution.flow_id)
            and (not wanted.states or execution.state in wanted.states)
            and wanted.labels.items() <= execution.labels.items()
        )

    def of_flow(self, namespace: str, flow_id: str) -> bool:
        return namespace == self.upstream.namespace and self.upstream.flow_id in (None, flow_id)

    def seen(self, execution: Upstream) -> str:
        return f"flow {execution.namespace}.{execution.flow_id}, state {execution.state}"
