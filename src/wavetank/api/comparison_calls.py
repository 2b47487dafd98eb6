from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from wavetank.api.engine_inside import EngineInside

if TYPE_CHECKING:
    from wavetank.api.comparison import Comparison
    from wavetank.api.diff_view import DiffView
    from wavetank.api.execution import Execution
    from wavetank.model.flow import Flow


class ComparisonCalls(EngineInside):
    """How an engine compares what it has done, and the texts that it did it with."""

    def diff(self, before: Execution | Flow | str, after: Execution | Flow | str | None = None) -> DiffView:
        """
        Compares two executions, or two revisions of flows.

        Of executions it compares state, inputs, labels, the event, the states and outputs of all task runs, the content
        of files, and, if they differ, the texts of the flows. Ids, dates and durations are no differences.

        Args:
            before: An execution or its id; a flow, `namespace.id` or `namespace.id@revision`.
            after: The other; left out: `before` is the later one, and is compared with the execution that it is a
                replay of, or the one before it, or with the former revision.

        Raises:
            NotFoundError: There is no such execution or revision, or nothing to compare with.
        """
        comparison: Comparison = import_module("wavetank.api.comparison").Comparison(self)
        return comparison.diff(before, after)
