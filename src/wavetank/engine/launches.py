from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from wavetank.core.new_execution import labels_by_hand, new_execution
from wavetank.engine.given_inputs import GivenInputs
from wavetank.engine.live_execution import LiveExecution
from wavetank.errors import StateError
from wavetank.model.flow import Flow
from wavetank.model.records import ExecutionCreated

if TYPE_CHECKING:
    from datetime import datetime

    from wavetank.engine.conductor import Conductor
    from wavetank.engine.deployed_flows import DeployedFlows
    from wavetank.engine.intake import Intake
    from wavetank.engine.surroundings import Surroundings
    from wavetank.model.resolved_input import ResolvedInput

Prepared = Callable[[Flow, ExecutionCreated], Awaitable[ExecutionCreated]]


class Launches:
    """Executions that are started by hand, and not by an event."""

    def __init__(self, surroundings: Surroundings, flows: DeployedFlows, conductor: Conductor, intake: Intake) -> None:
        self._surroundings = surroundings
        self._flows = flows
        self._conductor = conductor
        self._intake = intake

    async def resolve_inputs(self, key: str, inputs: Mapping[str, Any]) -> list[ResolvedInput]:
        """
        Returns what would become of each input of a flow; stores nothing.

        Raises:
            NotFoundError: There is no such flow.
        """
        return await GivenInputs(self._surroundings).examined(self._flows.named(key), self._surroundings.ids(), inputs)

    async def create(
        self,
        key: str,
        inputs: Mapping[str, Any],
        labels: Mapping[str, str],
        *,
        validate: bool = True,
        schedule_date: datetime | None = None,
        prepare: Prepared | None = None,
    ) -> str:
        """
        Creates an execution by hand and starts it, at its `schedule_date` if that is to come.

        `prepare` may change its first record.

        Returns:
            Its id, once it is on disk.

        Raises:
            NotFoundError, InputError: Nothing was created.
            StateError: The flow is disabled.
            StoreError: The home cannot be written; nothing was created, unless the error says that it will be.
        """
        self._conductor.require()
        flow = self._flows.named(key)
        if flow.disabled:
            raise StateError(f"Flow {key} is disabled.", remedy="Remove `disabled: true` and deploy it again.")
        own_labels = labels_by_hand(labels, created=True)
        execution_id = self._surroundings.ids()
        given_inputs = GivenInputs(self._surroundings)
        typed = await given_inputs.typed(flow, inputs) if validate else dict(inputs)
        given = await given_inputs.stored(flow, execution_id, typed)
        created = new_execution(
            flow,
            execution_id,
            self._surroundings.clock.now(),
            inputs=given,
            labels=own_labels,
            schedule_date=schedule_date,
            waits=True,
        )
        if prepare is not None:
            created = await prepare(flow, created)
        live = LiveExecution(flow, self._surroundings.engine_id)
        live.progress.apply(created)
        effects = self._intake.create(live, more=self._intake.checked(live))
        self._conductor.do_when_kept(live, effects)
        await self._conductor.kept()
        return live.id
