from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.api.views.cells import Mask, brief, shortened, state_badge
from wavetank.api.views.element import Html, element, together
from wavetank.api.views.gantt import Span, axis, bar, bar_of_many, span_of
from wavetank.api.views.moments import span_text
from wavetank.api.views.table_view import more_text
from wavetank.api.views.task_run_lines import Rest, task_run_lines
from wavetank.api.views.task_states import worst_state

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from wavetank.model.task_run import TaskRun

MOST_LINES = 100
_MOST_LINES_EXPANDED = 500
_LONGEST = 160
_LONGEST_VALUE = 24


def task_run_table(
    runs: Sequence[TaskRun],
    mask: Mask,
    *,
    now: datetime | None = None,
    expanded: Collection[str] = (),
    live: bool = False,
) -> Html | None:
    """
    Returns task runs as a table: what became of each, and when it happened; None when there are none.

    Args:
        runs: All of an execution.
        mask: Takes secrets out of texts.
        now: Up to when open ones are drawn; the last change by default.
        expanded: The ids of loops whose rounds are all shown.
        live: With buttons.
    """
    span = span_of(runs, now)
    if span is None:
        return None
    lines = list(task_run_lines(runs, expanded))
    most = _MOST_LINES_EXPANDED if expanded else MOST_LINES
    rows = (
        _rest(each, depth, span, live=live) if isinstance(each, Rest) else _row(each, depth, span, mask, live=live)
        for each, depth in lines[:most]
    )
    heads = ("task", "state", "took", axis(span), "", *([""] if live else []))
    table = element(
        "table",
        element("thead", element("tr", *(element("th", head) for head in heads))),
        element("tbody", *rows),
        class_="wt-runs",
    )
    return together([table, element("div", more_text(most, max(len(lines) - most, 0)), class_="wt-quiet")])


def label_of(run: TaskRun, mask: Mask) -> str:
    """Returns what a task run is called: its task, and the value of its round."""
    if run.value is None:
        return run.task_id
    # Files of a loop have the beginning in common; their names tell them apart.
    value = mask(run.value)
    name = f"…/{value.rpartition('/')[2]}" if value.startswith("kestra://") else value
    return f"{run.task_id} [{shortened(name, _LONGEST_VALUE)}]"


def _row(run: TaskRun, depth: int, span: Span, mask: Mask, *, live: bool) -> Html:
    tries = len(run.attempts)
    attempts = element("span", f" {tries} tries", class_="wt-quiet") if tries > 1 else None
    result = shortened(_result(run, mask), _LONGEST)
    return element(
        "tr",
        element("td", label_of(run, mask), style=f"padding-left:{depth * 16}px", title=mask(run.value or "") or None),
        element("td", state_badge(run.state), attempts),
        element("td", span_text(run.duration)),
        element("td", bar(run, span)),
        element("td", _replay(run)) if live else None,
        element("td", result, title=result or None, class_="wt-wide wt-quiet wt-result wt-rest"),
        data_task=run.task_id,
        data_key=run.id,
    )


def _rest(rest: Rest, depth: int, span: Span, *, live: bool) -> Html:
    told = f"… {rest.rounds} more rounds"
    shown: object = told
    if live:
        shown = element("button", told, type="button", data_action="expand", data_run=rest.parent_id)
    state = worst_state(rest.runs)
    return element(
        "tr",
        element("td", shown, style=f"padding-left:{depth * 16}px", class_="wt-quiet"),
        element("td"),
        element("td"),
        element("td", bar_of_many(rest.runs, span, state)),
        element("td") if live else None,
        element("td", rest.states, class_="wt-quiet wt-rest"),
        data_key=f"rest-{rest.parent_id}",
    )


def _replay(run: TaskRun) -> Html | None:
    if not run.state.terminated:
        return None
    label = f"Replay from {run.task_id}"
    return element("button", "↻", type="button", data_action="replay", data_run=run.id, title=label, aria_label=label)


def _result(run: TaskRun, mask: Mask) -> str:
    if run.error or not run.outputs:
        return mask(run.error)
    # What a task only wraps its values in would take the place of them.
    shown = run.outputs["values"] if run.outputs.keys() == {"values"} else run.outputs
    return brief(shown, mask, _LONGEST)
