from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.api.views.cells import shortened, state_badge
from wavetank.api.views.element import Html, element
from wavetank.api.views.moments import moment_text, span_text
from wavetank.api.views.table_view import table_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wavetank.model.execution_summary import ExecutionSummary

_COLUMNS = ("state", "started", "took", "by", "execution", "")
_LONGEST_ERROR = 160


def execution_table_html(rows: Sequence[ExecutionSummary]) -> Html:
    """Returns executions as a table, in the order given; each row carries the id of its execution as its key."""
    if not rows:
        return element("div", "No executions yet.", class_="wt-quiet")
    head = element("thead", element("tr", *(element("th", name) for name in _COLUMNS)))
    body = element("tbody", *map(_row, rows), data_list="executions")
    return element("div", element("table", head, body), class_="wt-scroll")


def execution_table_text(rows: Sequence[ExecutionSummary]) -> str:
    """Returns executions as lines of text, in the order given."""
    if not rows:
        return "No executions yet."
    return table_text(_COLUMNS, [(row.state, row.created, _took(row), _by(row), row.id, row.error) for row in rows])


def _row(row: ExecutionSummary) -> Html:
    return element(
        "tr",
        element("td", state_badge(row.state)),
        element("td", moment_text(row.created), title=row.created.isoformat()),
        element("td", _took(row)),
        element("td", _by(row)),
        element("td", element("code", row.id)),
        element("td", shortened(row.error, _LONGEST_ERROR), class_="wt-wide wt-quiet"),
        data_key=row.id,
    )


def _took(row: ExecutionSummary) -> str:
    return span_text(row.duration) if row.ended else "…"


def _by(row: ExecutionSummary) -> str:
    return row.trigger_id or "run by hand"
