from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from wavetank.abc.gate import Gate
    from wavetank.model.window import Window


class WindowView:
    """An open window of a Flow trigger: which of its conditions have become true, and how long the others may take."""

    def __init__(self, gate: Gate, window: Window) -> None:
        self._gate = gate
        self._window = window

    @property
    def id(self) -> str:
        """What the flow calls it."""
        return self._window.id

    @property
    def start(self) -> datetime:
        """From when on it counts."""
        return self._window.start

    @property
    def end(self) -> datetime:
        """From when on it no longer does."""
        return self._window.end

    @property
    def results(self) -> dict[str, bool]:
        """Each condition by its name, and whether it has become true."""
        return {name: name in self._window.fulfilled for name in self._gate.conditions}

    def __repr__(self) -> str:
        done = sum(self.results.values())
        return f"{self.id}: {done} of {len(self.results)}, {self.start:%Y-%m-%d %H:%M:%S} to {self.end:%H:%M:%S %Z}"
