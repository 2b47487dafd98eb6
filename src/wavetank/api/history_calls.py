from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.api.columns import (
    EXECUTION_COLUMNS,
    EXECUTION_PICTURE,
    LOG_COLUMNS,
    LOG_PICTURE,
    VERDICT_COLUMNS,
    VERDICT_PICTURE,
)
from wavetank.api.engine_inside import EngineInside
from wavetank.api.execution import Execution
from wavetank.api.execution_rows import ExecutionRows
from wavetank.api.state_of import state_of
from wavetank.api.table import Table
from wavetank.api.verdict_view import VerdictView
from wavetank.errors import NotFoundError
from wavetank.model.summary_columns import SummaryColumns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wavetank.model.event import Verdict
    from wavetank.model.execution_summary import ExecutionSummary
    from wavetank.model.log_entry import LogEntry
    from wavetank.model.state import State

# The most that is never very many.
_FEW = 999


class HistoryCalls(EngineInside):
    """What an engine tells of what has happened: executions, verdicts, logs, and why."""

    def execution(self, execution_id: str) -> Execution:
        """
        Returns an execution.

        Raises:
            NotFoundError: There is none with this id.
        """
        summary = self.runtime.surroundings.store.summary(execution_id)
        if summary is None:
            raise NotFoundError(f"There is no execution {execution_id!r}.", remedy="See engine.executions().")
        return self._handle(summary)

    def _handle(self, summary: ExecutionSummary) -> Execution:
        return Execution(self.runtime, self.portal, summary)

    def executions(
        self,
        flow: str | None = None,
        state: State | str | Sequence[State | str] | None = None,
        limit: int | None = 50,
        *,
        namespace: str | None = None,
        labels: Mapping[str, str] | None = None,
    ) -> Table[Execution]:
        """
        Returns executions, the newest first.

        Args:
            flow: Those of this flow, `namespace.id`.
            state: Those in this state, or in one of these.
            limit: How many at most; None gives all.
            namespace: Those of flows in this namespace.
            labels: Those that have all of these labels.
        """
        flow_namespace, flow_id = self._parts(flow)
        states = [state] if isinstance(state, str) else list(state or ())
        store = self.runtime.surroundings.store
        look = store.listing if limit is None or limit > _FEW else store.summaries
        found = look(
            namespace=flow_namespace or namespace,
            flow_id=flow_id,
            states=[state_of(each) for each in states],
            labels=labels,
            limit=limit,
        )
        if isinstance(found, SummaryColumns):
            return Table(ExecutionRows(found, self._handle), EXECUTION_COLUMNS, EXECUTION_PICTURE)
        return Table([self._handle(summary) for summary in found], EXECUTION_COLUMNS, EXECUTION_PICTURE)

    def logs(self, execution: str | None = None, limit: int | None = None) -> Table[LogEntry]:
        """
        Returns log entries, the oldest first, also those of an execution that was deleted without them.

        Args:
            execution: Those of the execution with this id.
            limit: The last ones, at most this many; None gives all.
        """
        surroundings = self.runtime.surroundings
        found = surroundings.store.logs(execution, limit=limit)
        picture = LOG_PICTURE if execution else {**LOG_PICTURE, "execution_id": LOG_COLUMNS["execution_id"]}
        return Table(found, LOG_COLUMNS, picture, mask=surroundings.masked)

    def verdicts(self, flow: str | None = None, limit: int | None = 50) -> Table[VerdictView]:
        """Returns what became of the events received, the newest first; `limit` None gives all."""
        namespace, flow_id = self._parts(flow)
        found = self.runtime.surroundings.store.verdicts(namespace=namespace, flow_id=flow_id, limit=limit)
        return Table([self._view(verdict) for verdict in found], VERDICT_COLUMNS, VERDICT_PICTURE)

    def _view(self, verdict: Verdict) -> VerdictView:
        return VerdictView(verdict, self.execution)

    def _parts(self, flow: str | None) -> tuple[str | None, str | None]:
        if flow is None:
            return None, None
        deployed = self.flows.get(flow)
        if deployed is not None:
            return deployed.namespace, deployed.id
        namespace, _, flow_id = flow.rpartition(".")
        return namespace, flow_id
