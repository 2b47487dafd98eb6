from __future__ import annotations

from typing import TYPE_CHECKING, Any, overload

import msgspec

from wavetank.api.execution import Execution
from wavetank.api.framed import Framed

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from wavetank.model.execution_summary import ExecutionSummary
    from wavetank.model.summary_columns import SummaryColumns

_WRITTEN = "%Y-%m-%dT%H:%M:%S.%f%z"
_LABELS = msgspec.json.Decoder(dict[str, str])


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
        import pandas as pd  # noqa: PLC0415 - costs 1.5 s, and not everyone asks

        given: dict[str, Any] = self._summaries.columns
        created, ended = (pd.to_datetime(given[name], format=_WRITTEN, utc=True) for name in ("created", "ended"))
        return pd.DataFrame(
            {
                "id": given["id"],
                "namespace": given["namespace"],
                "flow": given["flow_id"],
                "revision": given["flow_revision"],
                "state": given["state"],
                "trigger": given["trigger_id"],
                "created": created,
                "ended": ended,
                "duration": (ended - created).total_seconds(),
                "labels": [_LABELS.decode(text) for text in given["labels"]],
                "error": given["error"],
            }
        )
