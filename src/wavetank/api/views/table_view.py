from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.api.views.cells import ADDRESS, cell_html, cell_text, shortened
from wavetank.api.views.element import Html, element, together

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_WIDEST = 60


def table_html(columns: Iterable[str], rows: Sequence[Sequence[object]], more: int = 0) -> Html:
    """
    Returns a table.

    Args:
        columns: The names of the columns.
        rows: A row of values each, as many as there are columns.
        more: How many rows there are beside those that are shown.
    """
    head = element("tr", *(element("th", column) for column in columns))
    body = (element("tr", *map(cell_html, row)) for row in rows)
    table = element("div", element("table", element("thead", head), element("tbody", *body)), class_="wt-sideways")
    return together([table, element("div", more_text(len(rows), more), class_="wt-quiet")])


def table_text(columns: Iterable[str], rows: Sequence[Sequence[object]], more: int = 0) -> str:
    """Returns a table in columns of fixed width; see `table_html`."""
    cells = [list(columns), *([_line(cell_text(value)) for value in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = ["  ".join(map(str.ljust, line, widths)).rstrip() for line in cells]
    return "\n".join([*lines, *filter(None, [more_text(len(rows), more)])])


def more_text(shown: int, more: int) -> str:
    """Returns what stands below a table that is empty or does not show everything."""
    if more:
        return f"… and {more} more"
    return "" if shown else "none"


def _line(text: str) -> str:
    # What is there to be copied is never cut.
    return text if ADDRESS.fullmatch(text) else shortened(" ⏎ ".join(text.splitlines()), _WIDEST)
