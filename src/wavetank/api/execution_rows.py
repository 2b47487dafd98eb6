from __future__ import annotations

from typing import TYPE_CHECKING, overload

from wavetank.api.execution import Execution
from wavetank.api.framed import Framed
from wavetank.api.moment_column import moment_column
from wavetank.api.repetitive_column import repetitive_column

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from wavetank.model.execution_summary import ExecutionSummary
    from wavetank.model.summary_columns import SummaryColumns


class ExecutionRows(Framed[Execution]):
    """
    Many executions, each made when it is looked at.

    Args:
        summaries: Their rows by columns.
        handle: Makes the execution of a row.
    """

    def __init__(self, summaries: SummaryColumns, handle: Callable[[ExecutionSummary], Execution]) -> None:
        self._summaries = summaries
        self._handle = handle
        self._made: dict[int, Execution] = {}

    def __len__(self) -> int:
        return len(self._summaries)

    @overload
    def __getitem__(self, place: int) -> Execution: ...
    @overload
    def __getitem__(self, place: slice) -> list[Execution]: ...
    def __getitem__(self, place: int | slice) -> Execution | list[Execution]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        place = range(len(self))[place]
        if place not in self._made:
            self._made[place] = self._handle(self._summaries[place])
        return self._made[place]

    def frame(self) -> pd.DataFrame:
        """Returns the columns of `EXECUTION_COLUMNS`."""
        import numpy as np  # noqa: PLC0415 - comes with pandas
        import pandas as pd  # noqa: PLC0415 - costs 1.5 s, and not everyone asks

        given = self._summaries
        created, ended = moment_column(given.created)[::-1], moment_column(given.ended)[::-1]
        kinds, codes = given.kinds, np.array(given.numbers, dtype=np.intp)[::-1]
        return pd.DataFrame(
            {
                "id": given.ids[::-1],
                "namespace": repetitive_column([kind.namespace for kind in kinds], codes),
                "flow": repetitive_column([kind.flow_id for kind in kinds], codes),
                "revision": np.array([kind.flow_revision for kind in kinds], dtype=np.int64)[codes],
                "state": repetitive_column([kind.state.value for kind in kinds], codes),
                "trigger": repetitive_column([kind.trigger_id for kind in kinds], codes),
                "created": created,
                "ended": ended,
                "duration": (ended - created).total_seconds(),
                "labels": given.labels[::-1],
                "error": repetitive_column([kind.error for kind in kinds], codes),
            }
        )
