from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.api import comparing
from wavetank.api.diff_view import DiffView
from wavetank.api.execution import Execution
from wavetank.errors import NotFoundError
from wavetank.model.flow import Flow

if TYPE_CHECKING:
    from wavetank.api.engine_inside import EngineInside
    from wavetank.model.stored_flow import StoredFlow


class Comparison:
    """Compares what an engine has done, and the texts that it did it with."""

    def __init__(self, engine: EngineInside) -> None:
        self._engine = engine
        self._runtime = engine.runtime

    def diff(self, before: Execution | Flow | str, after: Execution | Flow | str | None) -> DiffView:
        """Compares two executions, or two revisions of flows, see `Engine.diff`."""
        if self._is_flow(before):
            return self._diff_flows(before, after)
        later = self._execution_at(before)
        if after is None:
            return self._diff_executions(self._one_before(later), later)
        return self._diff_executions(later, self._execution_at(after))

    def _is_flow(self, named: Execution | Flow | str) -> bool:
        return isinstance(named, Flow) or (isinstance(named, str) and named.partition("@")[0] in self._engine.flows)

    def _execution_at(self, named: Execution | Flow | str) -> Execution:
        if isinstance(named, Flow) or self._is_flow(named):
            raise NotFoundError("An execution cannot be compared with a flow.", remedy="Name two of a kind.")
        return named if isinstance(named, Execution) else self._engine.execution(named)

    def _one_before(self, later: Execution) -> Execution:
        if later.parent is not None:
            return self._engine.execution(later.parent)
        same = list(self._engine.executions(f"{later.namespace}.{later.flow_id}", limit=None))
        place = same.index(later)
        if place + 1 == len(same):
            raise NotFoundError(f"There is no execution before {later.id} to compare it with.")
        return same[place + 1]

    def _diff_executions(self, before: Execution, after: Execution) -> DiffView:
        names = (f"{before.flow_id} {before.id[:8]}", f"{after.flow_id} {after.id[:8]}")
        revisions = [self._revision(each.namespace, each.flow_id, each.flow_revision) for each in (before, after)]
        around = self._runtime.surroundings
        return DiffView(
            names,
            comparing.compared(before, after, around.storage.read),
            self._texts(*revisions),
            comparing.timings(before, after),
            mask=around.masked,
        )

    def _diff_flows(self, before: Execution | Flow | str, after: Execution | Flow | str | None) -> DiffView:
        second = self._flow_at(before)
        first = self._former(second) if after is None else second
        second = second if after is None else self._flow_at(after)
        return DiffView(_names(first, second), (), self._texts(first, second), mask=self._runtime.surroundings.masked)

    def _texts(self, first: StoredFlow, second: StoredFlow) -> str:
        return comparing.texts_compared(first.source, second.source, _names(first, second))

    def _flow_at(self, named: Execution | Flow | str) -> StoredFlow:
        if isinstance(named, Execution):
            raise NotFoundError("A flow cannot be compared with an execution.", remedy="Name two of a kind.")
        key, _, revision = named.partition("@") if isinstance(named, str) else (named.key, "", str(named.revision))
        namespace, _, flow_id = key.rpartition(".")
        if revision and not revision.isdecimal():
            raise NotFoundError(f"{revision!r} is no revision.", remedy="Write namespace.id@2.")
        return self._revision(namespace, flow_id, int(revision) if revision else None)

    def _former(self, flow: StoredFlow) -> StoredFlow:
        if flow.revision <= 1:
            raise NotFoundError(f"Flow {flow.namespace}.{flow.id} has no revision before {flow.revision}.")
        return self._revision(flow.namespace, flow.id, flow.revision - 1)

    def _revision(self, namespace: str, flow_id: str, revision: int | None) -> StoredFlow:
        found = self._runtime.surroundings.store.flow(namespace, flow_id, revision)
        if found is None:
            raise NotFoundError(f"There is no revision {revision} of flow {namespace}.{flow_id}.")
        return found


def _names(*revisions: StoredFlow) -> tuple[str, str]:
    first, second = (f"{each.namespace}.{each.id}@{each.revision}" for each in revisions)
    return first, second
