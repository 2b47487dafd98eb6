from __future__ import annotations

import json
import re
from collections.abc import Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from wavetank.api.views.element import Html, element, together
from wavetank.api.views.mapping_view import mapping_html
from wavetank.api.views.task_run_table import label_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wavetank.api.views.cells import Mask
    from wavetank.model.task_run import TaskRun

_DEEPEST = 4
_MOST_TASKS = 30
_MOST_RUNS = 3
_MOST_FILES = 20
_MOST_TABLES = 5
_FILE = "kestra://"
# What storage puts before the name of a file, so that two of one name have each their place.
_OWN_PREFIX = re.compile(r"^[0-9A-Za-z]{22}-(?=.)")


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


def file_name(uri: str) -> str:
    """Returns the name that a file in internal storage had where it came from."""
    return _OWN_PREFIX.sub("", uri.rpartition("/")[2])


def may_be_table(value: Any) -> bool:
    """Returns whether a value that a task left behind, or something in it, could be shown as rows."""
    return next(table_paths(value), None) is not None


def table_paths(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Gives the way to each entry of a value that could be shown as rows: a list, a file, a text of several lines."""
    if isinstance(value, Mapping):
        if len(path) < _DEEPEST:
            for name, held in value.items():
                yield from table_paths(held, (*path, str(name)))
    elif _is_table(value):
        yield path


def _is_table(value: Any) -> bool:
    if isinstance(value, str):
        return value.startswith(_FILE) or "\n" in value.strip() or value.lstrip().startswith("[")
    return isinstance(value, list | tuple | bytes) or hasattr(value, "columns")


def _task(runs: Sequence[TaskRun], mask: Mask, *, live: bool) -> Html:
    first, count = runs[0], len(runs)
    table = _table_buttons(runs) if live else None
    told = f" · {count} runs, the first {_MOST_RUNS} below " if count > _MOST_RUNS else " "
    return element(
        "div",
        element("div", element("strong", first.task_id), element("span", told, class_="wt-quiet"), table),
        *(_outputs(run, mask, live=live) for run in runs[:_MOST_RUNS]),
        data_key=f"outputs-{first.task_id}",
    )


def _outputs(run: TaskRun, mask: Mask, *, live: bool) -> Html:
    files = list(islice(files_in(run.outputs), _MOST_FILES)) if live else []
    label = element("div", label_of(run, mask), class_="wt-quiet") if run.value is not None else None
    return element("div", label, *map(_file, files), mapping_html(run.outputs or {}, mask), data_key=run.id)


def _table_buttons(runs: Sequence[TaskRun]) -> Html | None:
    first = runs[0]
    ways = list(islice(table_paths(first.outputs), _MOST_FILES))
    if len(runs) > 1 or first.value is not None:
        return _table_button(first) if len(runs) > 1 or ways else None
    # A file has a button of its own.
    named = ways if len(ways) == 1 else [way for way in ways if not _is_file_at(first.outputs, way)]
    return together([_table_button(first, way if len(ways) > 1 else ()) for way in named[:_MOST_TABLES]])


def _is_file_at(value: Any, way: Sequence[str]) -> bool:
    for name in way:
        value = value[name]
    return isinstance(value, str) and value.startswith(_FILE)


def _table_button(run: TaskRun, way: Sequence[str] = ()) -> Html:
    what = ".".join(way)
    return element(
        "button",
        f"Table of {what}" if what else "Table",
        type="button",
        data_action="table",
        data_task=run.task_id,
        data_way=json.dumps(way) if way else None,
        aria_label=f"Show {what or 'the outputs'} of {run.task_id} as a table",
    )


def _file(uri: str) -> Html:
    name = file_name(uri)
    return element(
        "div",
        element("code", name, title=uri),
        " ",
        element("button", "Preview", type="button", data_action="preview", data_uri=uri, aria_label=f"Preview {name}"),
        " ",
        element(
            "button", "Download", type="button", data_action="download", data_uri=uri, aria_label=f"Download {name}"
        ),
    )
