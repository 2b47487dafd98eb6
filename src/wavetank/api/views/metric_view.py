from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.api.views.element import Html, element
from wavetank.api.views.moments import span_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wavetank.model.log_entry import Metric

_WIDTH, _HEIGHT, _EDGE = 240, 36, 3
_MOST_POINTS = 500
_MOST_SERIES = 50


def metric_html(metrics: Sequence[Metric]) -> Html:
    """Returns measurements as a table with a row for each task, name and tags; several of one are also plotted."""
    series: dict[tuple[str, str, str], list[Metric]] = {}
    for metric in metrics:
        tags = ", ".join(f"{name}={value}" for name, value in sorted(metric.tags.items()))
        series.setdefault((metric.task_id, metric.name, tags), []).append(metric)
    heads = ("task", "metric", "tags", "count", "last", "sum", "least", "most", "")
    rows = (_row(key, held) for key, held in list(series.items())[:_MOST_SERIES])
    head = element("thead", element("tr", *(element("th", name) for name in heads)))
    more = len(series) - _MOST_SERIES
    note = element("div", f"… and {more} more", class_="wt-quiet") if more > 0 else None
    return element("div", element("table", head, element("tbody", *rows)), note)


def _row(key: tuple[str, str, str], metrics: Sequence[Metric]) -> Html:
    values = [metric.value for metric in metrics]
    shown = (values[-1], sum(values), min(values), max(values))
    timer = metrics[0].type == "timer"
    texts = (span_text(value) if timer else f"{value:g}" for value in shown)
    plotted = element("td", _plot(metrics)) if len(metrics) > 1 else element("td")
    return element("tr", *(element("td", text) for text in (*key, len(values), *texts)), plotted)


def _plot(metrics: Sequence[Metric]) -> Html:
    step = max(len(metrics) // _MOST_POINTS, 1)
    chosen = metrics[::step]
    first, last = chosen[0].at.timestamp(), chosen[-1].at.timestamp()
    values = [metric.value for metric in chosen]
    least, most = min(values), max(values)

    def place(number: int, metric: Metric) -> str:
        along = (metric.at.timestamp() - first) / (last - first) if last > first else number / (len(chosen) - 1 or 1)
        up = (metric.value - least) / (most - least) if most > least else 0.5
        return f"{_EDGE + along * (_WIDTH - 2 * _EDGE):.1f},{_HEIGHT - _EDGE - up * (_HEIGHT - 2 * _EDGE):.1f}"

    points = " ".join(place(number, metric) for number, metric in enumerate(chosen))
    return element(
        "svg",
        element("title", f"from {least:g} to {most:g}"),
        element("polyline", points=points),
        class_="wt-plot",
        width=_WIDTH,
        height=_HEIGHT,
        role="img",
        aria_label=f"{metrics[0].name} over time, from {least:g} to {most:g}",
    )
