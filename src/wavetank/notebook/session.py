from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from ipykernel.kernelbase import Kernel

from wavetank.notebook.completion.known import Known
from wavetank.notebook.widgets.live_card import LiveCard
from wavetank.notebook.widgets.live_execution import LiveExecution

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wavetank.api.engine import Engine
    from wavetank.api.execution import Execution
    from wavetank.model.flow import Flow


class Session:
    """
    What the magics of one shell share: its engine, and the cards that it has shown.

    Args:
        shell: IPython's shell.
        engine: The shell's one engine, running; the session stops it.

    Attributes:
        known: What expressions of the deployed flows see, for completion.
        undo: Takes back what was registered for the session, the last thing first.
    """

    def __init__(self, shell: Any, engine: Engine) -> None:
        self.shell = shell
        self.engine = engine
        self.known = Known(engine)
        self.undo = ExitStack()
        self._cards: dict[str, LiveCard] = {}
        self._executions: list[LiveExecution] = []
        self.undo.callback(engine.stop)
        self.undo.callback(self._freeze_all)

    def show_card(self, flow: Flow, notes: Iterable[str] = ()) -> LiveCard:
        """Displays the card of a flow in the cell that runs; the card that it had before is frozen."""
        self.freeze_card(flow.key)
        card = self._cards[flow.key] = LiveCard(self.engine, flow, notes)
        card.show()
        return card

    def freeze_card(self, key: str) -> None:
        """Freezes the card of a flow, if it has one."""
        card = self._cards.pop(key, None)
        if card is not None:
            card.freeze()

    def show_execution(self, execution: Execution) -> None:
        """
        Displays an execution live in the cell that runs, until it has ended.

        Raises:
            NotImplementedError: It has ended, or no page could ask for it: IPython then displays it as it is.
        """
        if execution.state.terminated or not Kernel.initialized():
            raise NotImplementedError
        self.open_execution(execution, stays=False)

    def open_execution(self, execution: Execution, *, stays: bool = True) -> None:
        """Displays an execution with its buttons in the cell that runs, until the session ends if it `stays`."""
        shown = LiveExecution(self.engine, execution, stays=stays)
        self._executions = [*(each for each in self._executions if not each.frozen), shown]
        shown.show()

    def close(self) -> None:
        """Freezes all cards, stops the engine, and takes back what was registered."""
        self.undo.close()

    def _freeze_all(self) -> None:
        for key in tuple(self._cards):
            self.freeze_card(key)
        for shown in self._executions:
            shown.freeze()
