from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from wavetank.api.views.mapping_view import mapping_text
from wavetank.api.views.output_view import may_be_table, table_paths
from wavetank.core.tabular import read_rows
from wavetank.errors import NotFoundError, WavetankError

if TYPE_CHECKING:
    import pandas as pd

Read = Callable[[str], bytes]

# What tasks call their rows, the likeliest first; one that is not listed counts when it is alone.
_USUAL = ("rows", "objects", "messages", "records", "uri", "value", "values", "body", "outputFiles", "vars")
_URI = "kestra://"
_MOST_LINES = 12
_MOST_WAYS = 3


def to_frame(value: Any, read: Read, *, path: tuple[str, ...] = (), loops: int = 0) -> pd.DataFrame:
    """
    Returns a value that a task left behind as a DataFrame.

    A list of maps becomes a row for each, a list of other things the column `value`. A `kestra://` URI, bytes and text
    are read as CSV, JSON, JSON Lines, Ion or Parquet. A map with one such entry stands for that entry.

    Args:
        value: What the task left behind.
        read: Returns the content of a file by its URI.
        path: Which entry of a map, and of the map in it.
        loops: How many loops a map is keyed by: each round becomes one row, with its value in `taskrun_value` and the
            values of the loops around in `parent_taskrun_value` and so on.

    Raises:
        NotFoundError: There is no entry at `path`.
        WavetankError: It is no table.
    """
    if loops and not path:
        return _frame([_round(values, outputs) for values, outputs in _rounds(value, loops)])
    chosen = _at(value, path)
    try:
        return _convert(chosen, read, path)
    except WavetankError as error:
        lines = mapping_text(chosen if isinstance(chosen, Mapping) else {"value": chosen}).splitlines()
        shown = "\n".join([*lines[:_MOST_LINES], *(["…"] if len(lines) > _MOST_LINES else [])])
        raise WavetankError(
            f"This is no table. {error.cause}", remedy=f"{error.remedy}\nIt is:\n{shown}".lstrip()
        ) from error


def _at(value: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        if not isinstance(value, Mapping) or name not in value:
            there = f"There are: {', '.join(map(str, value))}." if isinstance(value, Mapping) and value else ""
            raise NotFoundError(f"There is no output `{name}`.", remedy=there)
        value = value[name]
    return value


def _convert(value: Any, read: Read, path: tuple[str, ...] = ()) -> pd.DataFrame:
    if isinstance(value, Mapping):
        return _from_mapping(value, read, path)
    if isinstance(value, bytes):
        return _from_file(value, "", read)
    if isinstance(value, str):
        uri = value.startswith(_URI)
        return _from_file(read(value) if uri else value.encode(), value if uri else "", read)
    if isinstance(value, list | tuple):
        return _frame(value)
    if hasattr(value, "columns"):
        return value  # type: ignore[no-any-return] # a DataFrame; asking for the class would load pandas
    raise WavetankError(f"It is a {type(value).__name__}, not rows, a file or text.")


def _from_file(data: bytes, name: str, read: Read) -> pd.DataFrame:
    held = read_rows(data, name)
    # An object that stands for no table is a row: a file with one line of JSON.
    return _frame([held]) if isinstance(held, Mapping) and not may_be_table(held) else _convert(held, read)


def _from_mapping(value: Mapping[str, Any], read: Read, path: tuple[str, ...]) -> pd.DataFrame:
    entries = [name for name, held in value.items() if may_be_table(held)]
    usual = [name for name in _USUAL if name in entries]
    if not entries and isinstance(value.get("row"), Mapping):
        return _frame([value["row"]])
    if not entries:
        raise WavetankError("None of its entries is a list, a file or a text of several lines.")
    if not usual and len(entries) > 1:
        names = ", ".join(f"`{name}`" for name in entries)
        ways = (".df(" + ", ".join(f'"{name}"' for name in (*path, *way)) + ")" for way in table_paths(value))
        raise WavetankError(
            f"Several of its entries could be meant: {names}.",
            remedy=f"Choose: {' or '.join(islice(ways, _MOST_WAYS))}.",
        )
    chosen = (usual or entries)[0]
    return _convert(value[chosen], read, (*path, chosen))


def _frame(rows: Any) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415 - costs 1.5 s, and not everyone asks

    if rows and all(isinstance(row, Mapping) for row in rows):
        return pd.DataFrame([dict(row) for row in rows])
    return pd.DataFrame({"value": list(rows)} if rows else {})


def _rounds(value: Any, loops: int) -> Iterator[tuple[tuple[str, ...], Any]]:
    if loops == 0 or not isinstance(value, Mapping):
        yield (), value
        return
    for key, held in value.items():
        for values, outputs in _rounds(held, loops - 1):
            yield (key, *values), outputs


def _round(values: tuple[str, ...], outputs: Any) -> dict[str, Any]:
    names = (f"{'parent_' * (len(values) - 1 - level)}taskrun_value" for level in range(len(values)))
    held = outputs if isinstance(outputs, Mapping) else {"value": outputs}
    return {**dict(zip(names, values, strict=True)), **held}
