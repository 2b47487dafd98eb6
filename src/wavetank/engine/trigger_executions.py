from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wavetank.engine.live_execution import LiveExecution


class TriggerExecutions:
    """Which of the executions that run here triggers made: asking costs the same however many there are."""

    def __init__(self) -> None:
        self._ids: dict[tuple[str, str], dict[str, None]] = {}

    def add(self, live: LiveExecution) -> None:
        """Takes an execution in, if a trigger or a task made it."""
        if (made_by := _maker(live)) is not None:
            self._ids.setdefault(made_by, {})[live.id] = None

    def remove(self, live: LiveExecution) -> None:
        """Takes an execution out."""
        made_by = _maker(live)
        if made_by is None or made_by not in self._ids:
            return
        self._ids[made_by].pop(live.id, None)
        if not self._ids[made_by]:
            del self._ids[made_by]

    def first(self, flow_key: str, trigger_id: str) -> str | None:
        """Returns the id of the one that a trigger of a flow made first."""
        return next(iter(self._ids.get((flow_key, trigger_id), ())), None)


def _maker(live: LiveExecution) -> tuple[str, str] | None:
    made_by = live.progress.state.created.trigger
    return None if made_by is None else (live.progress.flow.key, made_by.id)
