from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

from wavetank.api import pictures

if TYPE_CHECKING:
    import pandas as pd

    from wavetank.api.views.cells import Mask
    from wavetank.model.task_run import TaskRun


class TaskOutputs(Mapping[str, Any]):
    """
    What a task left behind, by name; in a loop by the value of the round, then by name.

    Args:
        values: The outputs.
        read: Returns the content of a file by its `kestra://` URI.
        loops: How many loops stand around the task, see `loop_depth`.
        mask: Takes secrets out of what is shown; the values and the DataFrame are what they are.
    """

    def __init__(
        self, values: Mapping[str, Any], read: Callable[[str], bytes], *, loops: int = 0, mask: Mask = str
    ) -> None:
        self._values = values
        self._read = read
        self._loops = loops
        self._mask = mask

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def df(self, *path: str) -> pd.DataFrame:
        """
        Returns the outputs as a DataFrame: rows as they are, or the content of a CSV, JSON, Ion or Parquet file.

        Args:
            path: Which output, as `df("outputFiles", "orders.csv")`; without it, the one that is a table.

        Raises:
            WavetankError: There is no such output, none is a table, or several could be meant.
        """
        to_frame: Callable[..., pd.DataFrame] = import_module("wavetank.api.frame").to_frame
        return to_frame(self._values, self._read, path=path, loops=self._loops)

    def __repr__(self) -> str:
        return pictures.mapping_text(self._values, self._mask)

    def _repr_html_(self) -> str:
        return pictures.styled([pictures.mapping_html(self._values, self._mask)])


def loop_depth(task_id: str, task_runs: Iterable[TaskRun]) -> int:
    """Returns how many loops stand around a task: how many values its outputs are keyed by."""
    runs = {run.id: run for run in task_runs}
    run = next((run for run in runs.values() if run.task_id == task_id), None)
    depth = 0
    while run is not None:
        depth += run.value is not None
        run = runs.get(run.parent_id) if run.parent_id else None
    return depth
