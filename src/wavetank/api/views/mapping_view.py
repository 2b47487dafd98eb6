from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from wavetank.api.views.cells import compact, shortened
from wavetank.api.views.element import Html, element

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST = 20
_DEEPEST = 4
_LONGEST = 500
_MOST_ROWS, _MOST_COLUMNS, _LONGEST_CELL = 10, 8, 100


def mapping_html(values: Mapping[str, object], depth: int = 0) -> Html:
    """Returns names and values as a table; what is inside a value is a table again."""
    rows = [
        element("tr", element("th", name), element("td", _html(held, depth), class_="wt-wide"))
        for name, held in list(values.items())[:_MOST]
    ]
    return element("table", element("tbody", *rows, _rest_row(len(values)))) if values else Html("<em>empty</em>")


def mapping_text(values: Mapping[str, object]) -> str:
    """Returns names and values, one a line, with what is inside a value indented below its name."""
    return "\n".join(_lines(values, 0)) or "empty"


def _html(value: object, depth: int) -> Html:
    if isinstance(value, Mapping) and value and depth < _DEEPEST:
        return mapping_html(value, depth + 1)
    if isinstance(value, list) and value and isinstance(value[0], Mapping) and depth < _DEEPEST:
        columns = _columns(value)
        return _rows_html(columns, value) if columns else mapping_html(dict(_numbered(value)), depth + 1)
    return element("code", shortened(compact(value), _LONGEST))


def _columns(rows: list[object]) -> list[str]:
    """Returns the names that stand in rows which are no deeper than a table, and no wider; nothing for others."""
    shown = rows[:_MOST_ROWS]
    if not all(isinstance(row, Mapping) and not _has_depth(row) for row in shown):
        return []
    columns = list(dict.fromkeys(str(name) for row in shown if isinstance(row, Mapping) for name in row))
    return columns if len(columns) <= _MOST_COLUMNS else []


def _has_depth(row: Mapping[str, object]) -> bool:
    return any(isinstance(held, Mapping | list) and held for held in row.values())


def _rows_html(columns: list[str], rows: list[object]) -> Html:
    body = (
        element("tr", *(element("td", _cell(row, name), class_="wt-wide") for name in columns))
        for row in rows[:_MOST_ROWS]
        if isinstance(row, Mapping)
    )
    rest = len(rows) - _MOST_ROWS
    more = element("tr", element("td", f"… and {rest} more", colspan=len(columns), class_="wt-quiet"))
    head = element("thead", element("tr", *(element("th", name) for name in columns)))
    return element("table", head, element("tbody", *body, more if rest > 0 else None))


def _cell(row: Mapping[str, object], name: str) -> Html | None:
    return element("code", shortened(compact(row[name]), _LONGEST_CELL)) if name in row else None


def _rest_row(count: int) -> Html | None:
    rest = count - _MOST
    return element("tr", element("td", f"… and {rest} more", colspan=2, class_="wt-quiet")) if rest > 0 else None


def _lines(values: Mapping[str, object], depth: int) -> Iterator[str]:
    indent = "  " * depth
    for name, held in list(values.items())[:_MOST]:
        inner = dict(_numbered(held)) if isinstance(held, list) and held and isinstance(held[0], Mapping) else held
        if isinstance(inner, Mapping) and inner and depth < _DEEPEST:
            yield f"{indent}{name}:"
            yield from _lines(inner, depth + 1)
        else:
            yield f"{indent}{name}: {shortened(compact(held), _LONGEST)}"
    if len(values) > _MOST:
        yield f"{indent}… and {len(values) - _MOST} more"


def _numbered(values: list[object]) -> Iterator[tuple[str, object]]:
    return ((f"[{number}]", value) for number, value in enumerate(values))
