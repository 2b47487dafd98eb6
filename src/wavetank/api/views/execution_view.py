from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wavetank.api.views.cells import Mask, shortened, state_badge
from wavetank.api.views.element import Html, element, together
from wavetank.api.views.execution_actions import actions
from wavetank.api.views.mapping_view import mapping_html
from wavetank.api.views.metric_view import metric_html
from wavetank.api.views.moments import moment_text, span_text
from wavetank.api.views.output_view import task_outputs
from wavetank.api.views.task_run_table import task_run_table
from wavetank.api.views.task_states import after_end
from wavetank.model.level import Level

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wavetank.api.views.shown_execution import Liveness, ShownExecution
    from wavetank.model.log_entry import LogEntry

_MOST_LOGS = 10


def execution_html(execution: ShownExecution, mask: Mask = str, live: Liveness | None = None) -> Html:
    """
    Returns an execution as markup: its state, its task runs over time, what went in and out, its messages.

    Args:
        execution: What to show.
        mask: Takes secrets out of texts.
        live: For a page that a kernel answers: with buttons, and each section with the name of its tab.
    """
    sections = {
        "Tasks": task_run_table(
            execution.task_runs,
            mask,
            now=live.now if live and not execution.state.terminated else None,
            expanded=live.expanded if live else (),
            live=live is not None,
        ),
        "Outputs": _outputs(execution, mask, live=live is not None),
        "Inputs": _given(execution, mask),
        "Metrics": metric_html(execution.metrics) if execution.metrics else None,
    }
    head = element("div", _head(execution), _error(execution, mask), data_key="head")
    shown = (_tab(name, section) for name, section in sections.items() if section)
    if live is None:
        return together([head, *_kept(sections), _logs(execution.logs, mask)])
    return together(
        [element("div", head, actions(execution, live, mask), data_key="top"), *shown, _tab("Logs", Html())]
    )


def _tab(name: str, section: Html) -> Html:
    return element("section", section, data_tab=name, data_key=f"tab-{name}")


def _kept(sections: Mapping[str, Html | None]) -> list[Html]:
    """Returns the sections one after another; what is seldom read is folded in."""
    tasks, *others = sections.items()
    folded = (element("details", element("summary", name), section) for name, section in others if section)
    return [*filter(None, [tasks[1]]), *folded]


def _head(execution: ShownExecution) -> Html:
    facts = [
        f"{execution.namespace} · revision {execution.flow_revision}",
        moment_text(execution.created),
        span_text(execution.duration),
        f"trigger {execution.trigger.id}" if execution.trigger else "",
        f"replay of {execution.parent}" if execution.parent else "",
        after_end(execution.state, execution.task_runs),
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


def _error(execution: ShownExecution, mask: Mask) -> Html | None:
    if not execution.error:
        return None
    place = element("pre", mask(execution.place), class_="wt-place") if execution.place else None
    return element("div", element("div", mask(execution.error), class_="wt-error"), place)


def _outputs(execution: ShownExecution, mask: Mask, *, live: bool) -> Html | None:
    own = mapping_html(execution.outputs, mask) if execution.outputs else None
    of_tasks = task_outputs(execution.task_runs, mask, live=live)
    return together([own, of_tasks]) if own or of_tasks else None


def _given(execution: ShownExecution, mask: Mask) -> Html | None:
    trigger = execution.trigger
    named: dict[str, Mapping[str, Any]] = {
        "inputs": execution.inputs,
        f"trigger {trigger.id}" if trigger else "": trigger.variables if trigger else {},
        "labels": {name: value for name, value in execution.labels.items() if value != execution.id},
    }
    parts = [
        together([element("div", name, class_="wt-quiet"), mapping_html(values, mask)])
        for name, values in named.items()
        if values
    ]
    return together(parts) if parts else None


def _logs(entries: Sequence[LogEntry], mask: Mask) -> Html | None:
    telling = [entry for entry in entries if entry.level.rank >= Level.INFO.rank]
    if not telling:
        return None
    rows = (
        element(
            "tr",
            element("td", f"{entry.at.astimezone():%H:%M:%S}", title=entry.at.isoformat(), class_="wt-quiet"),
            element("td", state_badge(entry.level)),
            element("td", entry.task_id or "", class_="wt-quiet"),
            element("td", shortened(mask(entry.message), 500), class_="wt-wide"),
        )
        for entry in telling[-_MOST_LOGS:]
    )
    more = len(telling) - _MOST_LOGS
    before = element("div", f"… {more} messages before", class_="wt-quiet") if more > 0 else None
    return together([before, element("table", element("tbody", *rows))])
