from __future__ import annotations

import time
from typing import TYPE_CHECKING

from wavetank.core.storage_paths import execution_folder
from wavetank.errors import NotFoundError
from wavetank.model.purged import Purged

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from wavetank.abc.file_storage import FileStorage
    from wavetank.abc.store import Store
    from wavetank.model.execution_summary import ExecutionSummary
    from wavetank.model.level import Level
    from wavetank.model.log_entry import LogEntry
    from wavetank.model.state import State

_AT_ONCE = 100
_PAUSE_SECONDS = 0.005


class History:
    """What an engine remembers: executions with their logs, metrics and files. Methods block."""

    def __init__(self, store: Store, storage: FileStorage) -> None:
        self._store = store
        self._storage = storage

    def execution(self, execution_id: str) -> ExecutionSummary:
        """
        Returns the row of an execution.

        Raises:
            NotFoundError: There is none.
        """
        found = self._store.summary(execution_id)
        if found is None:
            raise NotFoundError(f"There is no execution {execution_id!r}.")
        return found

    def logs(self, execution_id: str) -> list[LogEntry]:
        """Returns the log of an execution, oldest first."""
        return self._store.logs(execution_id)

    def executions(
        self,
        *,
        namespace: str | None = None,
        flow_id: str | None = None,
        below: str | None = None,
        states: Sequence[State] = (),
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> list[ExecutionSummary]:
        """
        Returns rows of executions, the newest first.

        Args:
            namespace: The namespace, as it is.
            flow_id: The flow.
            below: The namespace or one above it.
            states: One of these; all if empty.
            start: Created then or later.
            end: Created then or earlier.
        """
        found = self._store.summaries(namespace=namespace, flow_id=flow_id, states=states, limit=None)
        return [
            each
            for each in found
            if (below is None or f"{each.namespace}.".startswith(f"{below}."))
            and (start is None or each.created >= start)
            and (end is None or each.created <= end)
        ]

    def purge(self, gone: Sequence[ExecutionSummary], *, executions: bool, logs: bool, metrics: bool) -> Purged:
        """Removes ended executions, or what belongs to them, for ever; returns how many rows are gone."""
        ids = [each.id for each in gone if each.state.terminated]
        steps = [
            self._store.purge(ids[start : start + _AT_ONCE], executions=executions, logs=logs, metrics=metrics)
            for start in range(0, len(ids), _AT_ONCE)
        ]
        self._give_back()
        return sum(steps, Purged())

    def purge_files(self, gone: Sequence[ExecutionSummary]) -> list[str]:
        """Removes the files of executions; returns their URIs."""
        return [
            uri
            for each in gone
            for uri in self._storage.list(execution_folder(each.namespace, each.flow_id, each.id))
            if self._storage.delete(uri)
        ]

    def purge_logs(
        self,
        *,
        below: str | None,
        flow_id: str | None,
        execution_id: str | None,
        of_executions: bool,
        levels: Sequence[Level],
        start: datetime | None,
        end: datetime,
    ) -> int:
        """
        Removes log entries for ever; returns how many are gone.

        Args:
            below: Those of flows in this namespace, or one below it; None for all.
            flow_id: Those of a flow.
            execution_id: Those of an execution; None for all.
            of_executions: Those of executions, or those of triggers.
            levels: Those of one of these severities; all if empty.
            start: Written then or later.
            end: Written then or earlier.
        """
        gone = self._store.purge_logs(
            below=below,
            flow_id=flow_id,
            execution_id=execution_id,
            of_executions=of_executions,
            levels=levels,
            start=start,
            end=end,
        )
        self._give_back()
        return gone

    def _give_back(self) -> None:
        while self._store.give_back():
            # The engine's commits come in between.
            time.sleep(_PAUSE_SECONDS)
