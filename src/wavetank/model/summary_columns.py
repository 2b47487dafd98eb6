from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import overload

from wavetank.model.execution_summary import ExecutionSummary

Column = Sequence[str | int | None]


class SummaryColumns(Sequence[ExecutionSummary]):
    """
    Rows of executions by columns, as they stand in the store: a hundred thousand are ten lists, and a row is made when
    it is looked at.

    Args:
        columns: By the names of the fields of a summary; moments and labels are still texts.
        row: Makes the summary of the values of a row, in the order of the columns.
    """

    def __init__(self, columns: dict[str, Column], row: Callable[[Sequence[object]], ExecutionSummary]) -> None:
        self.columns = columns
        self._row = row

    def __len__(self) -> int:
        return len(self.columns["id"])

    @overload
    def __getitem__(self, place: int) -> ExecutionSummary: ...
    @overload
    def __getitem__(self, place: slice) -> list[ExecutionSummary]: ...
    def __getitem__(self, place: int | slice) -> ExecutionSummary | list[ExecutionSummary]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        return self._row([column[place] for column in self.columns.values()])
