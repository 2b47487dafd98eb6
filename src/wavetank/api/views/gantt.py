from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from wavetank.api.views.element import Html, element

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wavetank.model.task_run import TaskRun

_WIDTH = 180
_HEIGHT = 12
_THINNEST = 2


class Span(msgspec.Struct, frozen=True):
    """The time that a bar stands for: from the first to the last moment that is known of an execution."""

    start: datetime
    end: datetime

    def share(self, moment: datetime) -> float:
        """Returns how far into the span a moment is, from 0 to 1."""
        whole = (self.end - self.start).total_seconds()
        return (moment - self.start).total_seconds() / whole if whole > 0 else 0.0


def span_of(runs: Sequence[TaskRun]) -> Span | None:
    """Returns the time in which task runs happened, or None when there are none; one that is open lasts to the end."""
    moments = [change.date for run in runs for change in run.history]
    return Span(min(moments), max(moments)) if moments else None


def bar(run: TaskRun, span: Span) -> Html:
    """Returns the picture of when a task run happened, in the colour of its state."""
    left = span.share(run.started) * (_WIDTH - _THINNEST)
    right = span.share(run.ended or span.end) * (_WIDTH - _THINNEST)
    rectangle = element("rect", x=f"{left:.1f}", y=2, width=f"{right - left + _THINNEST:.1f}", height=_HEIGHT - 4, rx=2)
    return element("svg", rectangle, class_="wt-bar", width=_WIDTH, height=_HEIGHT, data_state=run.state)
