from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wavetank.api.views.cells import Mask, masked
from wavetank.api.views.element import Html, element, together
from wavetank.api.views.mapping_view import mapping_html
from wavetank.api.views.task_run_table import label_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wavetank.model.task_run import TaskRun

_MOST_TASKS = 30
_MOST_RUNS = 3
_MOST_FILES = 20
_FILE = "kestra://"


def task_outputs(runs: Sequence[TaskRun], mask: Mask, *, live: bool) -> Html | None:
    """Returns what each task left behind; with buttons that show it as a table and fetch its files if `live`."""
    tasks: dict[str, list[TaskRun]] = {}
    for run in runs:
        if run.outputs:
            tasks.setdefault(run.task_id, []).append(run)
    if not tasks:
        return None
    more = len(tasks) - _MOST_TASKS
    rest = element("div", f"… and {more} more tasks", class_="wt-quiet") if more > 0 else None
    return together([*(_task(held, mask, live=live) for held in list(tasks.values())[:_MOST_TASKS]), rest])


def files_in(value: Any) -> Iterator[str]:
    """Gives the URIs of files in internal storage that a value names."""
    if isinstance(value, str):
        if value.startswith(_FILE):
            yield value
    elif isinstance(value, dict | list | tuple):
        for held in value.values() if isinstance(value, dict) else value:
            yield from files_in(held)


def _task(runs: Sequence[TaskRun], mask: Mask, *, live: bool) -> Html:
    first, count = runs[0], len(runs)
    table = _table_button(first) if live and (count > 1 or may_be_table(first.outputs)) else None
    told = f" · {count} runs, the first {_MOST_RUNS} below " if count > _MOST_RUNS else " "
    return element(
        "div",
        element("div", element("strong", first.task_id), element("span", told, class_="wt-quiet"), table),
        *(_outputs(run, mask, live=live) for run in runs[:_MOST_RUNS]),
        data_key=f"outputs-{first.task_id}",
    )


def _outputs(run: TaskRun, mask: Mask, *, live: bool) -> Html:
    files = list(files_in(run.outputs))[:_MOST_FILES] if live else []
    label = element("div", label_of(run, mask), class_="wt-quiet") if run.value is not None else None
    return element("div", label, *map(_file, files), mapping_html(masked(run.outputs, mask)), data_key=run.id)


def may_be_table(value: Any) -> bool:
    """Returns whether something in a value could be shown as rows."""
    if isinstance(value, dict):
        return any(map(may_be_table, value.values()))
    return isinstance(value, list) or (isinstance(value, str) and (value.startswith(_FILE) or "\n" in value.strip()))


def _table_button(run: TaskRun) -> Html:
    label = f"Show the outputs of {run.task_id} as a table"
    return element("button", "Table", type="button", data_action="table", data_task=run.task_id, aria_label=label)


def _file(uri: str) -> Html:
    name = uri.rpartition("/")[2]
    return element(
        "div",
        element("code", name, title=uri),
        " ",
        element("button", "Preview", type="button", data_action="preview", data_uri=uri, aria_label=f"Preview {name}"),
        element(
            "button", "Download", type="button", data_action="download", data_uri=uri, aria_label=f"Download {name}"
        ),
    )
