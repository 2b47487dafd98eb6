from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from wavetank.api import pictures
from wavetank.api.framed import Framed

if TYPE_CHECKING:
    import pandas as pd

    from wavetank.api.views.cells import Mask

T = TypeVar("T")
Columns = Mapping[str, Callable[[T], Any]]
_MOST = 50


class Table(Sequence[T], Generic[T]):
    """
    A sequence that shows itself as a table and becomes a DataFrame.

    Args:
        rows: What it holds, in order; it is not changed any more.
        columns: From the name of a column to what stands there for a row.
        picture: The same for what is shown, if that is less than the DataFrame has; of these, columns that would be
            empty are left out.
        mask: Takes secrets out of what is shown; the rows and the DataFrame are what they are.
    """

    def __init__(
        self, rows: Sequence[T], columns: Columns[T], picture: Columns[T] | None = None, *, mask: Mask = str
    ) -> None:
        self._rows = rows if isinstance(rows, Framed) else tuple(rows)
        self._columns = dict(columns)
        self._picture = picture
        self._mask = mask

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[T]:
        return iter(self._rows)

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> Table[T]: ...
    def __getitem__(self, place: int | slice) -> T | Table[T]:
        return self._with(self._rows[place]) if isinstance(place, slice) else self._rows[place]

    def where(self, wanted: Callable[[T], bool]) -> Table[T]:
        """Returns the rows that are `wanted`, in the same order."""
        return self._with([row for row in self._rows if wanted(row)])

    def df(self) -> pd.DataFrame:
        """Returns a DataFrame with a row for each element; states and other members of enums are plain texts."""
        if isinstance(self._rows, Framed):
            return self._rows.frame()
        import pandas as pd  # noqa: PLC0415 - costs 1.5 s, and not everyone asks

        return pd.DataFrame({name: [_plain(get(row)) for row in self._rows] for name, get in self._columns.items()})

    def __repr__(self) -> str:
        return pictures.table_text(*self._shown(), self._more())

    def _repr_html_(self) -> str:
        return pictures.styled([pictures.table_html(*self._shown(), self._more())])

    def _shown(self) -> tuple[list[str], list[list[Any]]]:
        """Returns names and rows of what a picture shows."""
        columns = self._columns if self._picture is None else self._picture
        cells = {
            name: [
                pictures.masked(pictures.pruned(get(row), pictures.LONGEST), self._mask) for row in self._rows[:_MOST]
            ]
            for name, get in columns.items()
        }
        if self._picture is not None and len(self):
            cells = {name: column for name, column in cells.items() if any(map(pictures.cell_text, column))}
        return list(cells), [list(row) for row in zip(*cells.values(), strict=True)]

    def _with(self, rows: Sequence[T]) -> Table[T]:
        return Table(rows, self._columns, self._picture, mask=self._mask)

    def _more(self) -> int:
        return max(len(self) - _MOST, 0)


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value
