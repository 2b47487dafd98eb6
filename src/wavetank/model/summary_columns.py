from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, overload

import msgspec

from wavetank.model.execution_summary import ExecutionSummary

MOMENT_WIDTH: Final = 32
"""How many characters a moment has in a column of moments: `2026-01-02T03:04:05.000006+00:00`, or spaces for none."""

_MOMENTS = frozenset({"created", "ended"})
_LABELS = msgspec.json.Decoder(list[msgspec.Raw])


class SummaryColumns(Sequence[ExecutionSummary]):
    """
    Rows of executions by columns, as the store hands them out: a hundred thousand are a dozen texts. A column is read
    when it is asked for, and a row is made when it is looked at.

    Args:
        texts: By the names of the fields of a summary, the oldest row first: `created` and `ended` as one moment after
            another, the others as JSON arrays.
        row: Makes the summary of the values of a row, in the order of the columns; moments and labels are texts there.
    """

    def __init__(self, texts: Mapping[str, str], row: Callable[[Sequence[object]], ExecutionSummary]) -> None:
        self.texts = texts
        self._row = row
        self._read: dict[str, list[object]] = {}

    def __len__(self) -> int:
        return len(self.texts["created"]) // MOMENT_WIDTH

    @overload
    def __getitem__(self, place: int) -> ExecutionSummary: ...
    @overload
    def __getitem__(self, place: slice) -> list[ExecutionSummary]: ...
    def __getitem__(self, place: int | slice) -> ExecutionSummary | list[ExecutionSummary]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        return self._row([self.column(name)[place] for name in self.texts])

    def column(self, name: str) -> list[object]:
        """Returns the values of a column as they are stored, the newest row first."""
        if name not in self._read:
            self._read[name] = self._values(name)
        return self._read[name]

    def _values(self, name: str) -> list[object]:
        text = self.texts[name]
        if name in _MOMENTS:
            starts = range(len(text) - MOMENT_WIDTH, -1, -MOMENT_WIDTH)
            return [text[start : start + MOMENT_WIDTH].strip() or None for start in starts]
        values = _LABELS.decode(text) if name == "labels" else msgspec.json.decode(text)
        return list(reversed(values))
