from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from wavetank.core.admission import HOLDING
from wavetank.model.state import State

if TYPE_CHECKING:
    from wavetank.engine.live_execution import LiveExecution

_ByFlow = dict[str, dict[str, "LiveExecution"]]


class Places:
    """
    The executions of flows with `concurrency`: which hold a place, and which wait for one, the longest first.

    Whatever is asked costs the same however long a queue is.
    """

    def __init__(self) -> None:
        self._holding: _ByFlow = {}
        self._waiting: _ByFlow = {}

    def look_at(self, live: LiveExecution) -> None:
        """Takes note of the present state of an execution."""
        if live.progress.flow.concurrency is not None:
            state = live.progress.state.state
            _put(self._holding, live, there=state in HOLDING)
            _put(self._waiting, live, there=state is State.QUEUED)

    def forget(self, live: LiveExecution) -> None:
        """Takes an execution out."""
        if live.progress.flow.concurrency is not None:
            _put(self._holding, live, there=False)
            _put(self._waiting, live, there=False)

    def holding(self, flow_key: str) -> tuple[str, ...]:
        """Returns the ids of those that hold a place; any thread may ask."""
        return tuple(self._holding.get(flow_key, ()))

    def waiting(self, flow_key: str) -> tuple[str, ...]:
        """Returns the ids of those that wait for one, the next first; any thread may ask."""
        return tuple(self._waiting.get(flow_key, ()))

    def held(self, flow_key: str) -> int:
        """Returns how many executions of a flow hold a place."""
        return len(self._holding.get(flow_key, ()))

    def next_ones(self, flow_key: str, most: int) -> list[LiveExecution]:
        """Returns those that wait for a place, at most so many."""
        return list(islice(self._waiting.get(flow_key, {}).values(), most))


def _put(by_flow: _ByFlow, live: LiveExecution, *, there: bool) -> None:
    key = live.progress.flow.key
    if there:
        by_flow.setdefault(key, {})[live.id] = live
    elif key in by_flow:
        by_flow[key].pop(live.id, None)
        if not by_flow[key]:
            del by_flow[key]
