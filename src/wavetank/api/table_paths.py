from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_URI = "kestra://"
_DEEPEST = 4


def may_be_table(value: Any) -> bool:
    """Returns whether a value that a task left behind, or something in it, could be shown as rows."""
    return next(table_paths(value), None) is not None


def table_paths(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Gives the way to each entry of a value that could be shown as rows: a list, a file, a text of several lines."""
    if isinstance(value, Mapping):
        if len(path) < _DEEPEST:
            for name, held in value.items():
                yield from table_paths(held, (*path, str(name)))
    elif _is_table(value):
        yield path


def _is_table(value: Any) -> bool:
    if isinstance(value, str):
        return value.startswith(_URI) or "\n" in value.strip() or value.lstrip().startswith("[")
    return isinstance(value, list | tuple | bytes) or hasattr(value, "columns")
