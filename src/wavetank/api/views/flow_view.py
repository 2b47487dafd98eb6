from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.api.views.element import Html, element, together
from wavetank.api.views.table_view import table_html

if TYPE_CHECKING:
    from wavetank.model.flow import Flow


def flow_html(flow: Flow) -> Html:
    """Returns a flow as markup: what it is called, its inputs, its tasks, its triggers."""
    head = element(
        "div",
        element("strong", flow.id),
        element("span", f" {flow.namespace} · revision {flow.revision}", class_="wt-quiet"),
        class_="wt-head",
    )
    parts = [(given.id, given.type.value) for given in flow.inputs]
    tasks = [(task.id, task.type) for task in flow.walk()]
    triggers = [(trigger.id, trigger.type) for trigger in flow.triggers]
    tables = [
        table_html((name, "type"), rows)
        for name, rows in (("input", parts), ("task", tasks), ("trigger", triggers))
        if rows
    ]
    return together([head, element("div", flow.description) if flow.description else None, *tables])


def flow_text(flow: Flow) -> str:
    """Returns a flow as lines of text; see `flow_html`."""
    lines = [f"{flow.key}, revision {flow.revision}"]
    lines += [f"  input {given.id}: {given.type.value}" for given in flow.inputs]
    lines += [f"  task {task.id}: {task.type}" for task in flow.walk()]
    lines += [f"  trigger {trigger.id}: {trigger.type}" for trigger in flow.triggers]
    return "\n".join(lines)
