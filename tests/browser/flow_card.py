from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from .notebook_page import NotebookPage


class FlowCard:
    """The card of a flow in the output of a cell, as a person sees it."""

    def __init__(self, notebook: NotebookPage, index: int, flow: str) -> None:
        self.output = notebook.output(index)
        self.element = self.output.locator(f".wavetank:has([data-flow='{flow}'])")

    @property
    def executions(self) -> Locator:
        """The rows of the list that can be seen."""
        return self.element.get_by_role("grid", name="Executions").locator(".wt-grid-row:visible")

    @property
    def pane(self) -> Locator:
        """The execution that is open."""
        return self.element.locator(".wt-pane")

    @property
    def form(self) -> Locator:
        """The form of the run button."""
        return self.element.locator("form[data-action=run]")

    def button(self, name: str) -> Locator:
        """A button anywhere on the card, by its whole name."""
        return self.element.get_by_role("button", name=name, exact=True)

    def tab(self, name: str) -> Locator:
        """The head of a part of the open execution."""
        return self.pane.get_by_role("tab", name=name)

    def address(self) -> str:
        """Where the webhook of the flow is called."""
        return self.element.locator("[data-copy]").first.get_attribute("data-copy")
