from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from wavetank.api import pictures
from wavetank.api.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from wavetank.api.views.cells import Mask
    from wavetank.errors import ExpressionError
    from wavetank.pebble import Step, Trace

STEP_COLUMNS: Mapping[str, Callable[[Step], Any]] = {
    "expression": lambda step: step.text,
    "value": lambda step: step.value,
    "type": lambda step: step.type,
    "reads": lambda step: ", ".join(step.reads),
}


_MOST = 50


class TraceView:
    """
    How an expression came to its value; it shows itself as a table of its sub-expressions.

    Args:
        trace: What was recorded.
        mask: Takes secrets out of texts; they are not in this object any more, not even in its DataFrame.
    """

    def __init__(self, trace: Trace, mask: Mask) -> None:
        self._steps = tuple(_masked_step(step, mask) for step in trace.steps)
        self._reads = trace.reads
        self._template = mask(trace.template)
        self._value = pictures.masked(trace.value, mask)
        self._error = None if trace.error is None else _masked_error(trace.error, mask)

    @property
    def template(self) -> str:
        """The expression as it was given."""
        return self._template

    @property
    def value(self) -> object:
        """The text that it gives; None if it has no value."""
        return self._value

    @property
    def error(self) -> ExpressionError | None:
        """Why it has no value; None if it has one."""
        return self._error

    @property
    def reads(self) -> tuple[str, ...]:
        """All that it read from outside: variables, secrets, files."""
        return self._reads

    @property
    def steps(self) -> Table[Step]:
        """Its sub-expressions in the order in which they were worked out; of one that failed, those up to there."""
        return Table(self._steps, STEP_COLUMNS)

    def df(self) -> pd.DataFrame:
        """Returns a DataFrame with a row for each sub-expression: `expression`, `value`, `type`, `reads`."""
        return self.steps.df()

    def __repr__(self) -> str:
        return pictures.trace_text(self, pictures.table_text(STEP_COLUMNS, *self._shown()))

    def _repr_html_(self) -> str:
        return pictures.styled([pictures.trace_html(self, pictures.table_html(STEP_COLUMNS, *self._shown()))])

    def _shown(self) -> tuple[list[list[object]], int]:
        # What led to an error stands at the end.
        shown = self._steps[:_MOST] if self._error is None else self._steps[-_MOST:]
        rows: list[list[object]] = [[get(step) for get in STEP_COLUMNS.values()] for step in shown]
        return rows, len(self._steps) - len(shown)


def _masked_step(step: Step, mask: Mask) -> Step:
    return msgspec.structs.replace(step, text=mask(step.text), value=pictures.masked(step.value, mask))


def _masked_error(error: ExpressionError, mask: Mask) -> ExpressionError:
    return type(error)(
        mask(error.cause),
        expression=mask(error.expression),
        line=error.line,
        column=error.column,
        remedy=mask(error.remedy),
    )
