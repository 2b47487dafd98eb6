from __future__ import annotations

from typing import Any

from wavetank.api.views.flow_view import flow_html, flow_text
from wavetank.api.views.styled import styled
from wavetank.model.flow import Flow


def install(ip: Any) -> None:
    """Has flows shown as a table; they stand below the floor that draws, so they cannot show themselves."""
    formatters = ip.display_formatter.formatters
    formatters["text/html"].for_type(Flow, _html)
    formatters["text/plain"].for_type(Flow, _text)


def uninstall(ip: Any) -> None:
    """Takes back what `install` did."""
    for kind in ("text/html", "text/plain"):
        ip.display_formatter.formatters[kind].pop(Flow, None)


def _html(flow: Flow) -> str:
    return styled([flow_html(flow)])


def _text(flow: Flow, printer: Any, cycle: bool) -> None:  # noqa: ARG001 - IPython's signature
    printer.text(flow_text(flow))
