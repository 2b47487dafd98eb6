from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from wavetank.api.views.cells import Mask, compact, masked, shortened, state_badge
from wavetank.api.views.element import Html, element, together
from wavetank.api.views.gantt import bar, span_of
from wavetank.api.views.mapping_view import mapping_html, mapping_text
from wavetank.api.views.moments import moment_text, span_text
from wavetank.api.views.table_view import more_text
from wavetank.model.level import Level

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from wavetank.model.log_entry import LogEntry
    from wavetank.model.state import State
    from wavetank.model.task_run import TaskRun

_MOST_RUNS = 100
_MOST_LOGS = 10


class Shown(Protocol):
    """What the view of an execution reads."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def namespace(self) -> str: ...  # noqa: D102
    @property
    def flow_id(self) -> str: ...  # noqa: D102
    @property
    def flow_revision(self) -> int: ...  # noqa: D102
    @property
    def state(self) -> State: ...  # noqa: D102
    @property
    def created(self) -> datetime: ...  # noqa: D102
    @property
    def duration(self) -> float | None: ...  # noqa: D102
    @property
    def error(self) -> str: ...  # noqa: D102
    @property
    def inputs(self) -> Mapping[str, Any]: ...  # noqa: D102
    @property
    def outputs(self) -> Mapping[str, Any]: ...  # noqa: D102
    @property
    def task_runs(self) -> Sequence[TaskRun]: ...  # noqa: D102
    @property
    def logs(self) -> Sequence[LogEntry]: ...  # noqa: D102


def execution_html(execution: Shown, mask: Mask = str) -> Html:
    """
    Returns an execution as markup: its state, its task runs over time, what went in and out, its last messages.

    Args:
        execution: What to show.
        mask: Takes secrets out of texts.
    """
    return together(
        [
            _head(execution),
            element("div", mask(execution.error), class_="wt-error") if execution.error else None,
            _task_runs(execution.task_runs, mask),
            _mapping("inputs", masked(execution.inputs, mask)),
            _mapping("outputs", masked(execution.outputs, mask)),
            _logs(execution.logs, mask),
        ]
    )


def execution_text(execution: Shown, mask: Mask = str) -> str:
    """Returns an execution as lines of text; see `execution_html`."""
    took = span_text(execution.duration)
    lines = [
        f"{execution.namespace}.{execution.flow_id} {execution.state.value}{f' in {took}' if took else ''}",
        f"execution {execution.id}, revision {execution.flow_revision}, {moment_text(execution.created)}",
        *filter(None, [mask(execution.error)]),
        *(_run_line(run, depth, mask) for run, depth in in_tree(execution.task_runs)[:_MOST_RUNS]),
        *filter(None, [_more(execution.task_runs)]),
    ]
    for name, values in (("inputs", execution.inputs), ("outputs", execution.outputs)):
        if values:
            lines += [f"{name}:", *(f"  {line}" for line in mapping_text(masked(values, mask)).splitlines())]
    return "\n".join(lines)


def in_tree(runs: Sequence[TaskRun]) -> list[tuple[TaskRun, int]]:
    """Returns task runs with how deep they stand, each below the task run that it belongs to."""
    below: dict[str | None, list[TaskRun]] = {}
    known = {run.id for run in runs}
    for run in runs:
        below.setdefault(run.parent_id if run.parent_id in known else None, []).append(run)
    ordered: list[tuple[TaskRun, int]] = []
    waiting = [(run, 0) for run in reversed(below.get(None, []))]
    while waiting:
        run, depth = waiting.pop()
        ordered.append((run, depth))
        waiting += [(child, depth + 1) for child in reversed(below.get(run.id, []))]
    return ordered


def _head(execution: Shown) -> Html:
    facts = [
        f"{execution.namespace} · revision {execution.flow_revision}",
        moment_text(execution.created),
        span_text(execution.duration),
    ]
    return element(
        "div",
        element("strong", execution.flow_id),
        " ",
        state_badge(execution.state),
        element("span", f" {' · '.join(filter(None, facts))} ", class_="wt-quiet"),
        element("code", execution.id),
        class_="wt-head",
    )


def _task_runs(runs: Sequence[TaskRun], mask: Mask) -> Html | None:
    span = span_of(runs)
    if span is None:
        return None
    rows = (
        element(
            "tr",
            element("td", _label(run, mask), style=f"padding-left:{depth * 16}px"),
            element("td", state_badge(run.state)),
            element("td", span_text(run.duration)),
            element("td", bar(run, span)),
            element("td", shortened(_result(run, mask), 160), class_="wt-wide wt-quiet wt-result"),
            data_task=run.task_id,
        )
        for run, depth in in_tree(runs)[:_MOST_RUNS]
    )
    table = element("table", element("tbody", *rows))
    return together([table, element("div", _more(runs), class_="wt-quiet")])


def _more(runs: Sequence[TaskRun]) -> str:
    return more_text(_MOST_RUNS, max(len(runs) - _MOST_RUNS, 0))


def _label(run: TaskRun, mask: Mask) -> str:
    return run.task_id if run.value is None else f"{run.task_id} [{shortened(mask(run.value), 40)}]"


def _result(run: TaskRun, mask: Mask) -> str:
    return mask(run.error) or (compact(masked(run.outputs, mask)) if run.outputs else "")


def _run_line(run: TaskRun, depth: int, mask: Mask) -> str:
    end = f": {shortened(mask(run.error), 160)}" if run.error else ""
    return f"  {'  ' * depth}{_label(run, mask)} {run.state.value} {span_text(run.duration)}".rstrip() + end


def _mapping(name: str, values: Mapping[str, Any]) -> Html | None:
    return together([element("div", name, class_="wt-quiet"), mapping_html(values)]) if values else None


def _logs(entries: Sequence[LogEntry], mask: Mask) -> Html | None:
    last = [entry for entry in entries if entry.level.rank >= Level.INFO.rank][-_MOST_LOGS:]
    if not last:
        return None
    rows = (
        element(
            "tr",
            element("td", f"{entry.at.astimezone():%H:%M:%S}", title=entry.at.isoformat(), class_="wt-quiet"),
            element("td", state_badge(entry.level)),
            element("td", entry.task_id or "", class_="wt-quiet"),
            element("td", shortened(mask(entry.message), 500), class_="wt-wide"),
        )
        for entry in last
    )
    return element("table", element("tbody", *rows))
