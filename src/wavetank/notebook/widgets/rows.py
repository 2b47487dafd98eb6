"""The list of executions as a page gets it: a short row for each, and only what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wavetank.api.progress_of import progress_of
from wavetank.api.views.cells import labels_text, shortened

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from wavetank.engine.runtime import Runtime
    from wavetank.model.execution_summary import ExecutionSummary

COLUMNS = ("id", "state", "created", "ended", "trigger", "revision", "labels", "error", "done", "whole", "version")
_LONGEST = 200
_MOST_FOLLOWED = 50


class Rows:
    """
    Rows of executions: those that were read, and those that changed since they were last sent, each once.

    It belongs to the engine's loop.

    Attributes:
        version: Tells which of two rows of an execution is newer.
    """

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._mask = runtime.surroundings.masked
        self._changed: dict[str, ExecutionSummary] = {}
        self._open: dict[str, tuple[ExecutionSummary, int]] = {}
        self.version = 0

    @property
    def moving(self) -> bool:
        """Whether rows may change although nobody says so: tasks of open executions go on."""
        return bool(self._open)

    def take(self, changed: Iterable[ExecutionSummary]) -> None:
        """Notes rows that changed."""
        for each in changed:
            self._changed[each.id] = each
            self._follow(each)

    def drain(self) -> list[list[Any]]:
        """Returns the rows that are still to be sent."""
        changed, self._changed = self._changed, {}
        self.version += 1
        moved = [summary for summary in self._moved() if summary.id not in changed]
        return [self._row(each, self.version) for each in (*changed.values(), *moved)]

    def read(self, summaries: Iterable[ExecutionSummary], version: int) -> list[list[Any]]:
        """Returns rows that were read from the store at a `version`; what was drained since is newer."""
        return [self._row(each, version) for each in summaries]

    def _follow(self, summary: ExecutionSummary) -> None:
        self._open.pop(summary.id, None)
        if not summary.state.terminated:
            self._open[summary.id] = (summary, 0)
            if len(self._open) > _MOST_FOLLOWED:
                del self._open[next(iter(self._open))]

    def _moved(self) -> list[ExecutionSummary]:
        """Returns the rows of open executions in which something happened."""
        moved = []
        for summary, length in tuple(self._open.values()):
            live = self._runtime.conductor.live.get(summary.id)
            if live is None:
                del self._open[summary.id]
            elif live.progress.state.length != length:
                self._open[summary.id] = (summary, live.progress.state.length)
                moved.append(summary)
        return moved

    def _row(self, summary: ExecutionSummary, version: int) -> list[Any]:
        labels = labels_text(summary.labels)
        live = None if summary.state.terminated else self._runtime.conductor.live.get(summary.id)
        done, whole = progress_of(live.progress) if live is not None else (0, 0)
        return [
            summary.id,
            summary.state.value,
            _milliseconds(summary.created),
            _milliseconds(summary.ended) if summary.ended else None,
            summary.trigger_id or "",
            summary.flow_revision,
            self._mask(labels) if labels else "",
            shortened(self._mask(summary.error), _LONGEST) if summary.error else "",
            done,
            whole,
            version,
        ]


def _milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
