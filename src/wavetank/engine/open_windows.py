from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wavetank.core.windows import fulfil, is_open
from wavetank.engine.failure import failure_text
from wavetank.engine.stopped import Stopped
from wavetank.model.event import Outcome
from wavetank.model.zone import server_zone

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from wavetank.abc.gate import Gate
    from wavetank.engine.event_context import EventContext
    from wavetank.engine.journal import Journal
    from wavetank.engine.surroundings import Surroundings
    from wavetank.model.flow import Flow
    from wavetank.model.window import Window

WindowKey = tuple[str, str, str]


class OpenWindows:
    """Remembers, over restarts, which conditions of the gates of Flow triggers became true, and for how long."""

    def __init__(self, surroundings: Surroundings, journal: Journal) -> None:
        self._surroundings = surroundings
        self._journal = journal
        self._windows: dict[WindowKey, Window] = {}
        self._loaded: set[tuple[str, str]] = set()

    def pass_through(
        self, flow: Flow, gates: Sequence[Gate], context: EventContext, warn: Callable[[str], None]
    ) -> dict[str, Any]:
        """
        Notes which conditions an event makes true, and lets it pass when none is left.

        Returns the outputs of all executions that made them true, merged.

        Args:
            flow: The flow of the trigger.
            gates: The groups of conditions.
            context: The event.
            warn: Called with a sentence for a condition that cannot be decided, which counts as false.

        Raises:
            Stopped: Conditions are left; what became true is remembered.
        """
        true = {gate.id: _true_of(gate, context, warn) for gate in gates}
        if not any(true.values()):
            raise Stopped(Outcome.REJECTED, "conditions", "It fulfils none of the conditions.", minor=True)
        outputs = (context.execution.outputs if context.execution else None) or {}
        windows = [(gate, self._kept(flow, gate, true[gate.id], outputs)) for gate in gates]
        waiting = [_waiting(gate, window) for gate, window in windows if _left(gate, window)]
        if waiting:
            raise Stopped(Outcome.REJECTED, "window", f"{'; '.join(waiting)}.")
        return {name: value for _, window in windows if window for name, value in window.outputs.items()}

    def reset(self, flow: Flow, gates: Sequence[Gate]) -> None:
        """Closes the windows that begin anew once they led to an execution."""
        for gate in gates:
            key = (flow.namespace, flow.id, gate.id)
            if gate.reset and self._windows.pop(key, None) is not None:
                self._journal.close_window(key)

    def of(self, flow: Flow, gates: Sequence[Gate]) -> list[tuple[Gate, Window]]:
        """Returns the gates whose windows are open now."""
        self._load(flow)
        now, zone = self._surroundings.clock.now(), server_zone()
        found = [(gate, self._windows.get((flow.namespace, flow.id, gate.id))) for gate in gates]
        return [(gate, window) for gate, window in found if window and is_open(window, gate.span, now, zone)]

    def forget(self, flow: Flow) -> None:
        """Has the windows of a flow read again, which another engine may have changed."""
        self._loaded.discard((flow.namespace, flow.id))
        self._windows = {key: window for key, window in self._windows.items() if key[:2] != (flow.namespace, flow.id)}

    def _kept(self, flow: Flow, gate: Gate, true: Sequence[str], outputs: Mapping[str, Any]) -> Window | None:
        self._load(flow)
        key = (flow.namespace, flow.id, gate.id)
        stored = self._windows.get(key)
        if not true:
            return stored if stored is not None and stored.end > self._surroundings.clock.now() else None
        window = fulfil(key, stored, gate.span, true, self._surroundings.clock.now(), server_zone(), outputs)
        if window is None:
            self._close(key)
        else:
            self._windows[key] = window
            self._journal.keep_window(window)
        return window

    def _close(self, key: WindowKey) -> None:
        if self._windows.pop(key, None) is not None:
            self._journal.close_window(key)

    def _load(self, flow: Flow) -> None:
        place = (flow.namespace, flow.id)
        if place not in self._loaded:
            self._loaded.add(place)
            self._windows |= {window.key: window for window in self._surroundings.store.windows(*place)}


def _true_of(gate: Gate, context: EventContext, warn: Callable[[str], None]) -> list[str]:
    true = []
    for name, test in gate.conditions.items():
        try:
            if test.holds(context):
                true.append(name)
        except Exception as error:  # noqa: BLE001 - whatever fails in a condition makes it false
            warn(f"Condition {name} of {gate.id} cannot be decided: {failure_text(error)}")
    return true


def _left(gate: Gate, window: Window | None) -> bool:
    needed = len(gate.conditions) if gate.needed is None else gate.needed
    return window is None or len(gate.conditions.keys() & window.fulfilled) < needed


def _waiting(gate: Gate, window: Window | None) -> str:
    if window is None:
        return f"The time is outside of the window {gate.id}"
    left = ", ".join(name for name in gate.conditions if name not in window.fulfilled)
    return f"The window {gate.id}, until {window.end:%Y-%m-%d %H:%M:%S %Z}, still waits for {left}"
