"""The picture of a flow: a flow is a tree of tasks, so its picture is nested boxes; no layout library is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.api.views.cells import shortened
from wavetank.api.views.element import Html, element
from wavetank.api.views.topology_box import GAP, HEAD, PAD, Box
from wavetank.api.views.topology_tree import tree_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wavetank.model.flow import Flow

_LONGEST_ID = 21
_LONGEST_TYPE = 25
_MOST_TASKS = 150


def topology_html(flow: Flow, states: Mapping[str, str]) -> Html:
    """
    Returns the tasks of a flow as an SVG, each in the colour of its state.

    Args:
        flow: What to draw.
        states: From task ids to states; a task without one is drawn as not reached.
    """
    count = len(flow.tasks_by_id)
    if count > _MOST_TASKS:
        return element("div", f"{count} tasks", class_="wt-quiet")
    root = tree_of(flow)
    root.measure()
    root.place(-PAD, -PAD - HEAD)
    width, height = root.width - 2 * PAD + 2, root.height - 2 * PAD - HEAD + 2
    told = ", ".join(f"{name} {states.get(name, 'not reached')}" for name in flow.tasks_by_id)
    picture = element(
        "svg",
        *(_edge(*ends) for ends in root.edges()),
        *(piece for box in root.children for piece in _pieces(box, states)),
        class_="wt-topology",
        viewBox=f"-1 -1 {width:.0f} {height:.0f}",
        width=f"{width:.0f}",
        height=f"{height:.0f}",
        role="img",
        aria_label=shortened(f"Tasks of {flow.id}: {told}", 600),
    )
    return element("div", picture, class_="wt-map")


def _pieces(box: Box, states: Mapping[str, str]) -> Iterator[Html]:
    if box.children:
        yield from _frame(box, states.get(box.id, ""))
        for child in box.children:
            yield from _pieces(child, states)
    else:
        yield _task(box, states.get(box.id, ""))


def _frame(box: Box, state: str) -> Iterator[Html]:
    title = f"{box.id} · {box.kind}" if box.id else box.kind
    yield element(
        "g",
        element("title", f"{title}{f': {state}' if state else ''}"),
        element("rect", class_="wt-group", **_place(box)),
        element("text", shortened(title, int(box.width / 6)), class_="wt-sub", x=f"{box.x + 8:.0f}", y=_y(box, 14)),
        data_task=box.id or None,
        data_state=state or None,
        data_key=f"frame-{box.key}",
    )


def _task(box: Box, state: str) -> Html:
    x = f"{box.x + 10:.0f}"
    return element(
        "g",
        element("title", f"{box.id} ({box.type}){f': {state}' if state else ''}"),
        element("rect", class_="wt-box", **_place(box)),
        element("text", shortened(box.id, _LONGEST_ID), x=x, y=_y(box, 16)),
        element("text", shortened(_short_type(box.type), _LONGEST_TYPE), class_="wt-sub", x=x, y=_y(box, 30)),
        data_task=box.id,
        data_state=state or None,
        data_key=f"task-{box.key}",
    )


def _edge(start: Box, end: Box) -> Html:
    x1, y1, x2, y2 = start.x + start.width, start.middle, end.x, end.middle
    if x2 > x1:
        half = (x1 + x2) / 2
        path = f"M{x1:.0f},{y1:.0f}C{half:.0f},{y1:.0f} {half:.0f},{y2:.0f} {x2 - 4:.0f},{y2:.0f}"
    else:
        # To the next line: down between the lines, and in from the left.
        across = end.line_top - GAP / 2
        path = f"M{x1:.0f},{y1:.0f}h8V{across:.0f}H{x2 - 9:.0f}V{y2:.0f}h5"
    tip = f"M{x2 - 5:.0f},{y2 - 3:.0f}l5,3l-5,3z"
    return element("g", element("path", d=path), element("path", class_="wt-tip", d=tip), class_="wt-edge")


def _place(box: Box) -> dict[str, str]:
    return {
        "x": f"{box.x:.0f}",
        "y": f"{box.y:.0f}",
        "width": f"{box.width:.0f}",
        "height": f"{box.height:.0f}",
        "rx": "6",
    }


def _y(box: Box, down: int) -> str:
    return f"{box.y + down:.0f}"


def _short_type(kind: str) -> str:
    return ".".join(kind.split(".")[-2:])
