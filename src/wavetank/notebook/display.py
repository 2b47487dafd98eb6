from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wavetank.api.execution import Execution
from wavetank.api.views.flow_view import flow_html, flow_text
from wavetank.api.views.styled import styled
from wavetank.model.flow import Flow

if TYPE_CHECKING:
    from wavetank.notebook.session import Session


def install(ip: Any, session: Session) -> None:
    """
    Has flows shown as a table, which stand below the floor that draws, and executions live until they have ended.

    Args:
        ip: IPython's shell.
        session: Holds what is live.
    """
    formatters = ip.display_formatter.formatters
    ip.display_formatter.ipython_display_formatter.for_type(Execution, session.show_execution)
    formatters["text/html"].for_type(Flow, _html)
    formatters["text/plain"].for_type(Flow, _text)


def uninstall(ip: Any) -> None:
    """Takes back what `install` did."""
    for kind in ("text/html", "text/plain"):
        ip.display_formatter.formatters[kind].pop(Flow, None)
    ip.display_formatter.ipython_display_formatter.pop(Execution, None)


def _html(flow: Flow) -> str:
    return styled([flow_html(flow)])


def _text(flow: Flow, printer: Any, cycle: bool) -> None:  # noqa: ARG001 - IPython's signature
    printer.text(flow_text(flow))
