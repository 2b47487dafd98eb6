from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.api.views.task_states import task_states
from wavetank.core.execution_state import ExecutionState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wavetank.api.engine import Engine
    from wavetank.model.execution_summary import ExecutionSummary


class Newest:
    """
    The newest executions of a flow, held for a picture that may be drawn after the engine stopped.

    Args:
        engine: The one that runs them.
        most: How many are held.
    """

    def __init__(self, engine: Engine, most: int) -> None:
        self._runtime = engine.runtime
        self._portal = engine.portal
        self._most = most
        self._rows: dict[str, ExecutionSummary] = {}
        self._ended: dict[str, str] = {}
        self._ended_id = ""

    @property
    def moving(self) -> bool:
        """Whether the states of tasks may change although no row does."""
        newest = self.rows()[:1]
        return bool(newest) and not newest[0].state.terminated

    def take(self, rows: Iterable[ExecutionSummary]) -> None:
        """Notes rows that changed; of an execution that changed again its states are looked at anew."""
        for row in rows:
            self._rows[row.id] = row
            if row.id == self._ended_id:
                self._ended_id = ""
        if len(self._rows) > 2 * self._most:
            self._rows = {row.id: row for row in reversed(self.rows())}

    def rows(self) -> list[ExecutionSummary]:
        """Returns them, the newest first."""
        # Copied at one stroke: the engine's thread may add one meanwhile.
        held = list(self._rows.values())
        return sorted(held, key=lambda row: row.created, reverse=True)[: self._most]

    def states(self) -> Mapping[str, str]:
        """Returns the state of each task in the newest one, by the ids of the tasks; nothing before the first."""
        newest = self.rows()[:1]
        if not newest:
            return {}
        live = self._runtime.conductor.live.get(newest[0].id)
        if live is not None:
            return task_states(tuple(live.progress.state.runs.values()))
        if self._ended_id != newest[0].id and self._portal.running:
            records = self._runtime.surroundings.store.records(newest[0].id)
            self._ended = task_states(ExecutionState.of(records).runs.values()) if records else {}
            self._ended_id = newest[0].id
        return self._ended
