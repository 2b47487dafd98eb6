from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wavetank.api.views.cells import compact, shortened

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

MOST_ROWS = 20_000
_LONGEST = 1000


def frame_rows(frame: pd.DataFrame, mask: Callable[[str], str]) -> dict[str, Any]:
    """Returns a DataFrame as a page gets it: the names of its columns, rows of JSON values, and how many there are."""
    shown = _flat(frame.head(MOST_ROWS))
    plain = shown.astype(object).where(shown.notna(), None)
    rows = [[_cell(value, mask) for value in row] for row in plain.itertuples(index=False, name=None)]
    return {"columns": [mask(str(name)) for name in shown.columns], "rows": rows, "total": len(frame)}


def _flat(frame: pd.DataFrame) -> pd.DataFrame:
    """Returns a frame with a column for each entry of the maps in it, where a column holds nothing else."""
    records = frame.to_dict("split", index=False)
    maps = [all(isinstance(value, dict) for value in column) for column in zip(*records["data"], strict=True)]
    if not any(maps):
        return frame
    rows = [
        {
            name: value
            for column, held, is_map in zip(records["columns"], row, maps, strict=True)
            for name, value in (
                ((f"{column}.{key}", each) for key, each in held.items()) if is_map else [(column, held)]
            )
        }
        for row in records["data"]
    ]
    return type(frame)(rows)


def _cell(value: Any, mask: Callable[[str], str]) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    return shortened(mask(compact(value)), _LONGEST)
