from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from wavetank.core.round_flow import around, round_flow
from wavetank.engine.flow_reading import read_flow
from wavetank.errors import NotFoundError, StateError, WavetankError
from wavetank.model.stored_flow import StoredFlow

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from wavetank.engine.deployed_flows import DeployedFlows
    from wavetank.engine.journal import Journal
    from wavetank.engine.surroundings import Surroundings
    from wavetank.model.execution_summary import ExecutionSummary
    from wavetank.model.flow import Flow

logger = logging.getLogger(__name__)


class Revisions:
    """
    The texts of flows in a home.

    Deployed texts of a flow count from 1. A text that only one execution was replayed with counts from -1 downwards,
    so that it never is the newest.
    """

    def __init__(self, surroundings: Surroundings, journal: Journal, flows: DeployedFlows) -> None:
        self._surroundings = surroundings
        self._journal = journal
        self._flows = flows

    def of(self, summary: ExecutionSummary) -> Flow | None:
        """Returns the revision of the flow that an execution was created with; None if it can no longer be read."""
        return self._revision(summary.namespace, summary.flow_id, summary.flow_revision)

    def named(self, namespace: str, flow_id: str, revision: int) -> Flow:
        """
        Returns a revision of a flow.

        Raises:
            NotFoundError: There is none, or it can no longer be read.
        """
        flow = self._revision(namespace, flow_id, revision)
        if flow is None:
            raise NotFoundError(f"Flow {namespace}.{flow_id} has no revision {revision} that can be read.")
        return flow

    def _revision(self, namespace: str, flow_id: str, revision: int) -> Flow | None:
        loop = around(flow_id)
        if loop is not None:
            outer = self._revision(namespace, loop[0], revision)
            return round_flow(outer, loop[1]) if outer is not None else None
        present = self._flows.get(f"{namespace}.{flow_id}")
        if present is not None and present.revision == revision:
            return present
        stored = self._surroundings.store.flow(namespace, flow_id, revision)
        return self.read_stored(stored) if stored is not None else None

    def read_stored(self, stored: StoredFlow) -> Flow | None:
        """Returns the flow that a stored text describes; None, with a warning in the log, if it no longer does."""
        try:
            return read_flow(stored.source, self._surroundings.registry).deployed_as(stored.revision, stored.source)
        except WavetankError as error:
            logger.warning(
                "Flow %s.%s of the home cannot be read and stays off: %s", stored.namespace, stored.id, error
            )
            return None

    def next(self, text: str) -> Flow:
        """
        Returns the flow that a text describes, with the revision that it gets; the same text keeps its revision.

        Raises:
            FlowError: It describes none.
        """
        flow = read_flow(text, self._surroundings.registry)
        former = self._surroundings.store.flow(flow.namespace, flow.id)
        same = former is not None and former.source == text and not former.deleted
        return flow.deployed_as((former.revision if former else 0) + (0 if same else 1), text)

    def again(self, flow: Flow) -> Flow:
        """Returns a flow as its text reads now, for what the text refers to may have changed."""
        return read_flow(flow.source, self._surroundings.registry).deployed_as(flow.revision, flow.source)

    def beside(self, key: str, text: str) -> Flow:
        """
        Returns an edited text of a flow with a revision of its own, below 0.

        Raises:
            FlowError: The text describes no flow.
            StateError: It describes another one.
        """
        flow = read_flow(text, self._surroundings.registry)
        if flow.key != key:
            raise StateError(
                f"The edited text is of flow {flow.key}, the execution of {key}.",
                remedy="Leave `id` and `namespace` as they are; deploy another flow to run it.",
            )
        revision = -1
        while (stored := self._surroundings.store.flow(flow.namespace, flow.id, revision)) is not None:
            if stored.source == text:
                break
            revision -= 1
        return flow.deployed_as(revision, text)

    async def kept(self, flow: Flow, on_disk: Awaitable[object]) -> Flow:
        """
        Returns a flow that was written, once it is on disk; with another revision if another text took its own at the
        same moment, as in another engine.
        """
        await on_disk
        while (stored := self._surroundings.store.flow(flow.namespace, flow.id, flow.revision)) is not None:
            if stored.source == flow.source:
                break
            flow = self.next(flow.source) if flow.revision > 0 else self.beside(flow.key, flow.source)
            self.keep(flow)
            await self._journal.committed()
        return flow

    def keep(self, flow: Flow, *, deleted: bool = False) -> None:
        """Writes a revision of a flow, as this engine's."""
        self._journal.keep_flow(
            StoredFlow(
                namespace=flow.namespace,
                id=flow.id,
                revision=flow.revision,
                source=flow.source,
                created=self._surroundings.clock.now(),
                owner=self._surroundings.engine_id,
                deleted=deleted,
            )
        )
