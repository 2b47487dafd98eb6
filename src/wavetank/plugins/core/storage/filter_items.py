from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.errors import TaskError, WavetankError
from wavetank.model.property import Property
from wavetank.model.task import Task
from wavetank.pebble import truthy
from wavetank.plugins.core.resolved import resolved
from wavetank.plugins.core.storage.items import item_of
from wavetank.plugins.core.storage.lines import lines_of
from wavetank.plugins.core.storage.spool import spool
from wavetank.plugins.core.storage.stored_name import extension_of, stored_name


class FilterType(StrEnum):
    """What happens to rows for which the condition is true."""

    INCLUDE = "INCLUDE"
    EXCLUDE = "EXCLUDE"


class ErrorOrNullBehavior(StrEnum):
    """What happens to rows for which the condition has no value."""

    FAIL = "FAIL"
    INCLUDE = "INCLUDE"
    EXCLUDE = "EXCLUDE"


class FilterItems(Task, RunnableTask):
    """
    Keeps the rows for which a condition is true, or false (language reference, section 7.8).

    Outputs: `uri`, `processedItemsTotal`, `droppedItemsTotal`.

    Attributes:
        source: `from`: the URI of a file with a row of Ion or JSON a line.
        filter_condition: Sees the fields of a row, and nothing else.
        filter_type: Whether such rows stay or go.
        error_or_null_behavior: What happens when the condition fails on a row, or gives null or nothing.
    """

    of_rows: ClassVar[frozenset[str]] = frozenset({"filterCondition"})

    source: str = Field(alias="from")
    filter_condition: str
    filter_type: Property[FilterType] | None = None
    error_or_null_behavior: Property[ErrorOrNullBehavior] | None = None

    def run(self, context: RunContext) -> Outputs | None:
        """Goes through the rows."""
        uri = context.render(self.source)
        includes = resolved(self.filter_type, context, FilterType.INCLUDE) is FilterType.INCLUDE
        otherwise = resolved(self.error_or_null_behavior, context, ErrorOrNullBehavior.FAIL)
        total = kept = 0
        with context.open(uri) as file, spool() as out:
            for number, line in enumerate(lines_of(file), 1):
                if not line.strip():
                    continue
                total += 1
                holds = self._holds(context, line, number, otherwise)
                if (holds is includes) if holds is not None else otherwise is ErrorOrNullBehavior.INCLUDE:
                    kept += 1
                    out.write(f"{line}\n".encode())
            out.seek(0)
            result = context.put_file(stored_name(context, extension_of(uri) or ".ion"), out)
        context.count("processedItemsTotal", total)
        context.count("droppedItemsTotal", total - kept)
        return {"uri": result, "processedItemsTotal": total, "droppedItemsTotal": total - kept}

    def _holds(self, context: RunContext, line: str, number: int, otherwise: ErrorOrNullBehavior) -> bool | None:
        """Returns whether the condition is true; None where it has no value and that is no failure."""
        try:
            text = context.render_row(self.filter_condition, item_of(line, number)).strip()
        except WavetankError as error:
            if otherwise is ErrorOrNullBehavior.FAIL:
                raise TaskError(f"`filterCondition` cannot be evaluated for line {number}: {error}") from error
            return None
        if text:
            return truthy(text)
        if otherwise is ErrorOrNullBehavior.FAIL:
            raise TaskError(f"`filterCondition` gives nothing for line {number}.")
        return None
