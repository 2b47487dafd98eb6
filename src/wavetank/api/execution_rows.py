from __future__ import annotations

from typing import TYPE_CHECKING, overload

import msgspec

from wavetank.api.execution import Execution
from wavetank.api.framed import Framed
from wavetank.api.moment_column import moment_column
from wavetank.api.repetitive_column import repetitive_column

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from wavetank.model.execution_summary import ExecutionSummary
    from wavetank.model.summary_columns import SummaryColumns

_LABELS = msgspec.json.Decoder(list[dict[str, str]])


class ExecutionRows(Framed[Execution]):
    """
    Many executions, each made when it is looked at.

    Args:
        summaries: Their rows in lists.
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
        created, ended = (moment_column(given.texts[name])[::-1] for name in ("created", "ended"))
        labels = _LABELS.decode(given.texts["labels"])
        labels.reverse()
        return pd.DataFrame(
            {
                "id": given.column("id"),
                "namespace": repetitive_column(given.column("namespace")),
                "flow": repetitive_column(given.column("flow_id")),
                "revision": np.array(given.column("flow_revision"), dtype=np.int64),
                "state": repetitive_column(given.column("state")),
                "trigger": repetitive_column(given.column("trigger_id")),
                "created": created,
                "ended": ended,
                "duration": (ended - created).total_seconds(),
                "labels": labels,
                "error": repetitive_column(given.column("error")),
            }
        )
