from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from wavetank.api.blocking import blocking
from wavetank.api.engine_inside import EngineInside

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wavetank.model.flow import Flow
    from wavetank.model.flow_link import FlowLink
    from wavetank.model.resolved_input import ResolvedInput


class FlowCalls(EngineInside):
    """What an engine tells of its flows before anything runs."""

    @blocking
    async def resolve_inputs(self, flow: str, inputs: Mapping[str, Any] | None = None) -> list[ResolvedInput]:
        """
        Returns what would become of each input of a flow, in the order in which they are declared; stores nothing.

        Each entry has `.id`, `.value` (typed; of a file the URI that it would get, of a secret `******`), `.enabled`
        and `.error`, None if the value is accepted.

        Raises:
            NotFoundError: There is no such flow.
        """
        return await self.runtime.launches.resolve_inputs(flow, inputs or {})

    def topology(self) -> list[FlowLink]:
        """
        Returns how the deployed flows are linked: `.source`, `.target` and `.relation`.

        FLOW_TASK: a task of the source runs the target; FLOW_TRIGGER: a Flow trigger of the target may hear of its
        executions.
        """
        topology: Callable[[Mapping[str, Flow]], list[FlowLink]]
        topology = import_module("wavetank.core.topology").topology
        return topology(self.flows)
