from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import TYPE_CHECKING

from wavetank.api.views.cells import Mask, brief
from wavetank.api.views.element import Html, element

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST = 20
_DEEPEST = 4
_LONGEST = 500
_MOST_ROWS, _MOST_COLUMNS, _LONGEST_CELL = 10, 8, 100


def mapping_html(values: Mapping[str, object], mask: Mask = str) -> Html:
    """Returns names and values as a table, without secrets; what is inside a value is a table again."""
    return _table(values, mask, 0)


def mapping_text(values: Mapping[str, object], mask: Mask = str) -> str:
    """Returns names and values, one a line, with what is inside a value indented below its name; without secrets."""
    return "\n".join(_lines(values, mask, 0)) or "empty"


def _table(values: Mapping[str, object], mask: Mask, depth: int, whole: int | None = None) -> Html:
    rows = [
        element("tr", element("th", mask(str(name))), element("td", _html(held, mask, depth), class_="wt-wide"))
        for name, held in islice(values.items(), _MOST)
    ]
    rest = _rest_row(len(values) if whole is None else whole)
    return element("table", element("tbody", *rows, rest)) if values else Html("<em>empty</em>")


def _html(value: object, mask: Mask, depth: int) -> Html:
    if isinstance(value, Mapping) and value and depth < _DEEPEST:
        return _table(value, mask, depth + 1)
    if isinstance(value, list) and value and isinstance(value[0], Mapping) and depth < _DEEPEST:
        columns = _columns(value)
        if columns:
            return _rows_html(columns, value, mask)
        return _table(_numbered(value), mask, depth + 1, len(value))
    return element("code", brief(value, mask, _LONGEST))


def _columns(rows: list[object]) -> list[str]:
    """Returns the names that stand in rows which are no deeper than a table, and no wider; nothing for others."""
    shown = rows[:_MOST_ROWS]
    if not all(isinstance(row, Mapping) and not _has_depth(row) for row in shown):
        return []
    columns = list(dict.fromkeys(str(name) for row in shown if isinstance(row, Mapping) for name in row))
    return columns if len(columns) <= _MOST_COLUMNS else []


def _has_depth(row: Mapping[str, object]) -> bool:
    return any(isinstance(held, Mapping | list) and held for held in row.values())


def _rows_html(columns: list[str], rows: list[object], mask: Mask) -> Html:
    body = (
        element("tr", *(element("td", _cell(row, name, mask), class_="wt-wide") for name in columns))
        for row in rows[:_MOST_ROWS]
        if isinstance(row, Mapping)
    )
    rest = len(rows) - _MOST_ROWS
    more = element("tr", element("td", f"… and {rest} more", colspan=len(columns), class_="wt-quiet"))
    head = element("thead", element("tr", *(element("th", mask(name)) for name in columns)))
    return element("table", head, element("tbody", *body, more if rest > 0 else None))


def _cell(row: Mapping[str, object], name: str, mask: Mask) -> Html | None:
    return element("code", brief(row[name], mask, _LONGEST_CELL)) if name in row else None


def _rest_row(count: int) -> Html | None:
    rest = count - _MOST
    return element("tr", element("td", f"… and {rest} more", colspan=2, class_="wt-quiet")) if rest > 0 else None


def _lines(values: Mapping[str, object], mask: Mask, depth: int, whole: int | None = None) -> Iterator[str]:
    indent = "  " * depth
    for name, held in islice(values.items(), _MOST):
        listed = isinstance(held, list) and bool(held) and isinstance(held[0], Mapping)
        inner = _numbered(held) if isinstance(held, list) and listed else held
        if isinstance(inner, Mapping) and inner and depth < _DEEPEST:
            yield f"{indent}{mask(str(name))}:"
            yield from _lines(inner, mask, depth + 1, len(held) if isinstance(held, list) else None)
        else:
            yield f"{indent}{mask(str(name))}: {brief(held, mask, _LONGEST)}"
    rest = (len(values) if whole is None else whole) - _MOST
    if rest > 0:
        yield f"{indent}… and {rest} more"


def _numbered(values: list[object]) -> dict[str, object]:
    return {f"[{number}]": value for number, value in enumerate(values[:_MOST])}
