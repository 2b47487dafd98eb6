from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING

import msgspec

from wavetank.api.views.element import Html, element
from wavetank.api.views.moments import span_text
from wavetank.model.state import State

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from wavetank.model.task_run import Change, TaskRun

WIDTH = 200
_HEIGHT = 14
_THINNEST = 2
_MOST_PIECES = 40
_STEPS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300, 600, 1800, 3600, 21600, 86400)
_MOST_TICKS = 4
_LETTER = 6
# What a bar shows as a thin line: time in which nothing was done.
_IDLE = frozenset({State.CREATED, State.QUEUED, State.RETRYING, State.RESTARTED, State.PAUSED})


class Span(msgspec.Struct, frozen=True):
    """The time that the bars lie in: from the first to the last moment that is known of an execution."""

    start: datetime
    end: datetime

    def share(self, moment: datetime) -> float:
        """Returns how far into the span a moment is, from 0 to 1."""
        whole = (self.end - self.start).total_seconds()
        return (moment - self.start).total_seconds() / whole if whole > 0 else 0.0


def span_of(runs: Sequence[TaskRun], now: datetime | None = None) -> Span | None:
    """Returns the time in which task runs happened, up to `now` if it is given; None when there are none."""
    moments = [change.date for run in runs for change in run.history]
    if not moments:
        return None
    return Span(min(moments), max([*moments, now] if now else moments))


def bar(run: TaskRun, span: Span) -> Html:
    """
    Returns the picture of when a task run happened.

    Work is a thick piece in the colour of what came of it, an attempt that failed too; waiting is a thin one.
    """
    return _picture(_pieces(run.history, span), run.state)


def bar_of_many(runs: Sequence[TaskRun], span: Span, state: State) -> Html:
    """Returns one bar from the first to the last moment of several task runs."""
    start = min(run.started for run in runs)
    end = max(run.ended or span.end for run in runs)
    return _picture([_rectangle(state, start, end, span, idle=False)], state)


def axis(span: Span) -> Html:
    """Returns the scale above the bars, in the time since the first moment."""
    whole = (span.end - span.start).total_seconds()
    step = next((step for step in _STEPS if whole / step <= _MOST_TICKS), whole / _MOST_TICKS or 1)
    ticks = (number * step for number in range(int(whole / step) + 1))
    marks, free = [], 0.0
    for tick in ticks:
        text, place = span_text(tick) if tick else "0", tick / (whole or 1) * (WIDTH - _THINNEST)
        wide = len(text) * _LETTER
        # The last would be cut where it begins at its tick.
        left = place if place + wide <= WIDTH else place - wide
        if left >= free:
            marks.append(element("text", text, x=f"{left:.1f}", y=10))
            free = left + wide + _LETTER
    return element("svg", *marks, class_="wt-bar", width=WIDTH, height=_HEIGHT, aria_hidden="true")


def _picture(pieces: Iterable[Html], state: State) -> Html:
    return element(
        "svg", *pieces, class_="wt-bar", width=WIDTH, height=_HEIGHT, data_state=state, role="img", aria_label=state
    )


def _pieces(history: Sequence[Change], span: Span) -> Iterator[Html]:
    last = history[-1]
    if last.state.terminated and all(change.state in _IDLE for change in history[:-1]):
        yield _rectangle(last.state, last.date, last.date, span, idle=False)
    for change, following in pairwise(history[-_MOST_PIECES:]):
        idle = change.state in _IDLE
        state = change.state if idle else _came_of(following.state)
        yield _rectangle(state, change.date, following.date, span, idle=idle)
    if not last.state.terminated:
        yield _rectangle(last.state, last.date, span.end, span, idle=last.state in _IDLE)


def _came_of(state: State) -> State:
    return State.FAILED if state in (State.RETRYING, State.RETRIED) else state


def _rectangle(state: State, start: datetime, end: datetime, span: Span, *, idle: bool) -> Html:
    left, right = (span.share(moment) * (WIDTH - _THINNEST) for moment in (start, end))
    return element(
        "rect",
        element("title", f"{state.value} {span_text((end - start).total_seconds())}"),
        x=f"{left:.1f}",
        y=_HEIGHT / 2 - 1 if idle else 2,
        width=f"{right - left + (0 if idle else _THINNEST):.1f}",
        height=2 if idle else _HEIGHT - 4,
        rx=None if idle else 2,
        data_state=state,
    )
