from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wavetank.api import pictures
from wavetank.api.table import Table
from wavetank.core.difference import Difference

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

    from wavetank.api.views.cells import Mask


DIFFERENCE_COLUMNS: Mapping[str, Callable[[Difference], Any]] = {
    "part": lambda each: each.part,
    "before": lambda each: each.before,
    "after": lambda each: each.after,
}


class DiffView:
    """
    How two executions, or two revisions of flows, differ. It is true when they do.

    Attributes:
        before: What the first one is called.
        after: What the second one is called.
        differences: The places in which executions differ: state, inputs, states and outputs of tasks, outputs.
        text: The lines in which the texts of the flows differ, as `diff -u` writes them; empty if they do not.
        timings: How long the executions and their tasks took, in seconds; it does not count as a difference.

    Args:
        mask: Takes secrets out of texts; they are not in this object any more, not even in its DataFrame.
    """

    def __init__(
        self,
        names: tuple[str, str],
        differences: Sequence[Difference],
        text: str,
        timings: Sequence[Difference] = (),
        *,
        mask: Mask = str,
    ) -> None:
        self.before, self.after = names
        self.differences = Table([_masked(each, mask) for each in differences], DIFFERENCE_COLUMNS)
        self.timings = Table([_masked(each, mask) for each in timings], DIFFERENCE_COLUMNS)
        self.text = mask(text)

    def __bool__(self) -> bool:
        return bool(len(self.differences) or self.text)

    def df(self) -> pd.DataFrame:
        """Returns a DataFrame of the differences: `part`, `before`, `after`."""
        return self.differences.df()

    def __repr__(self) -> str:
        return pictures.diff_text(self)

    def _repr_html_(self) -> str:
        return pictures.styled([pictures.diff_html(self)])


def _masked(difference: Difference, mask: Mask) -> Difference:
    return Difference(
        mask(difference.part), pictures.masked(difference.before, mask), pictures.masked(difference.after, mask)
    )
