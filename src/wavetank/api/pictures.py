"""The pictures of what the API gives, each imported when the first of its kind is looked at."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from wavetank.api.views.cells import LONGEST, cell_text, labels_text, masked, pruned
    from wavetank.api.views.diff_view import diff_html, diff_text
    from wavetank.api.views.execution_text import execution_text
    from wavetank.api.views.execution_view import execution_html
    from wavetank.api.views.mapping_view import mapping_html, mapping_text
    from wavetank.api.views.styled import styled
    from wavetank.api.views.table_view import table_html, table_text
    from wavetank.api.views.trace_view import trace_html, trace_text
    from wavetank.api.views.verdict_view import verdict_html, verdict_text

_PLACES: Final = {
    **dict.fromkeys(("LONGEST", "cell_text", "labels_text", "masked", "pruned"), "cells"),
    **dict.fromkeys(("diff_html", "diff_text"), "diff_view"),
    **dict.fromkeys(("mapping_html", "mapping_text"), "mapping_view"),
    **dict.fromkeys(("table_html", "table_text"), "table_view"),
    **dict.fromkeys(("trace_html", "trace_text"), "trace_view"),
    **dict.fromkeys(("verdict_html", "verdict_text"), "verdict_view"),
    "execution_html": "execution_view",
    "execution_text": "execution_text",
    "styled": "styled",
}

__all__ = (
    "LONGEST",
    "cell_text",
    "diff_html",
    "diff_text",
    "execution_html",
    "execution_text",
    "labels_text",
    "mapping_html",
    "mapping_text",
    "masked",
    "pruned",
    "styled",
    "table_html",
    "table_text",
    "trace_html",
    "trace_text",
    "verdict_html",
    "verdict_text",
)


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"wavetank.api.views.{_PLACES[name]}"), name)
    return value
