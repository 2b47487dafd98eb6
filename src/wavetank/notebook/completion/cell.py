"""What can be typed in the YAML of a `%%flow` cell, and what stands there means."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from wavetank.errors import WavetankError
from wavetank.model.condition import Condition
from wavetank.model.runner import Runner
from wavetank.model.task import Task
from wavetank.model.trigger import Trigger
from wavetank.notebook.completion.completions import Completions
from wavetank.notebook.completion.expressions import complete_expression, explain_word, is_open, word_at
from wavetank.notebook.completion.known import task_ids
from wavetank.notebook.completion.outline import ITEM, Outline
from wavetank.notebook.completion.place import Place
from wavetank.notebook.completion.schema import documentation, field_of, keys_of, parts_in, summary_of, values_of
from wavetank.plugins.call import cell_function

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from wavetank.model.part import Part
    from wavetank.notebook.session import Session

_KEY = re.compile(r"^\s*(?:-\s+)*(?P<fragment>[\w.]*)$")
_VALUE = re.compile(r"""^\s*(?:-\s+)*(?P<key>[\w.]+):\s+(?:\[(?:[^\]]*,)?\s*)?["']?(?P<fragment>[^"'\[\],{}]*)$""")
_PLAIN = re.compile(r"""^\s*-\s+["']?(?P<fragment>[^"':\[\],{}]*)$""")
_CRONS = ("@hourly", "@daily", "@weekly", "@monthly", "'0 6 * * *'", "'*/15 * * * *'", "'0 9 * * MON-FRI'")


def complete_cell(session: Session, text: str, line: int, column: int) -> Completions | None:
    """
    Returns what can go on the text of a cell at the cursor; None where nothing is known.

    Args:
        session: Whose flows, functions and executions are known.
        text: The cell without its first line.
        line: Of the cursor, from 0.
        column: Of the cursor, from 0.
    """
    lines = text.split("\n")
    before = lines[line][:column]
    outline = Outline(text, line, column)
    written = "\n".join([*lines[max(line - 20, 0) : line], before]) if outline.inside else before
    if is_open(written):
        return complete_expression(written, session.known.variables(outline))
    if outline.inside:
        return None
    place = Place(outline.here, session.engine.runtime.surroundings.registry)
    if found := _VALUE.match(before):
        return Completions(found["fragment"], "value", _values(session, outline, place, found["key"]))
    if _is_value_of_list(place) and (found := _PLAIN.match(before)):
        part, name = place.owner
        return Completions(found["fragment"], "value", _of_property(session, outline, part, name))
    if found := _KEY.match(before):
        return Completions(found["fragment"], "property", _keys(session, outline, place, before))
    return None


def _is_value_of_list(place: Place) -> bool:
    return place.part is None and place.holds is not None and not parts_in(place.holds)


def _keys(session: Session, outline: Outline, place: Place, before: str) -> Iterable[str]:
    if place.part is None:
        owner, name = place.owner
        if place.kind is not None and before.strip() == "":
            return ["- id: "]
        return [f"{key}: " for key in _free_keys(session, outline, owner, name)]
    present = outline.here.entries
    return [f"{key}: " for key in keys_of(place.part) if key not in present]


def _free_keys(session: Session, outline: Outline, owner: type[Part] | None, name: str) -> Iterable[str]:
    around = outline.here.around[-1].entries if outline.here.around else {}
    if owner is None:
        return ()
    if name == "arguments" and "function" in around:
        function = cell_function.defined(around["function"])
        return list(function.signature.parameters) if function is not None else ()
    if name == "inputs" and "flowId" in around:
        flow = session.engine.flows.get(f"{around.get('namespace')}.{around['flowId']}")
        return [each.id for each in flow.inputs] if flow is not None else ()
    return ()


def _values(session: Session, outline: Outline, place: Place, key: str) -> Iterable[str]:
    if key == "type" and place.kind is not None and issubclass(place.kind, Task | Trigger | Condition | Runner):
        return types_for(session, place.kind)
    return _of_property(session, outline, place.part, key)


def _of_property(session: Session, outline: Outline, part: type[Part] | None, key: str) -> Iterable[str]:
    flows = session.engine.flows.values()
    named: Callable[[], Iterable[str]] | None = {
        "dependsOn": lambda: _beside(outline),
        "flowId": lambda: (flow.id for flow in flows),
        "namespace": lambda: (flow.namespace for flow in flows),
        "function": cell_function.names,
        "timezone": lambda: sorted(available_timezones()),
        "cron": lambda: _CRONS,
    }.get(key)
    found = field_of(part, key) if part is not None else None
    if found is None:
        return ()
    return list(named()) if named is not None else values_of(found[1].annotation)


def _beside(outline: Outline) -> list[str]:
    """The ids of the tasks of a Dag that stand beside the one in which the cursor is; those of inputs, among inputs."""
    section = next((name for name in outline.here.path if name != ITEM), "")
    if section == "inputs":
        return [block.entries["id"] for block in outline.below("inputs", ITEM) if "id" in block.entries]
    path = (
        outline.here.path[: len(outline.here.path) - outline.here.path[::-1].index(ITEM)]
        if ITEM in outline.here.path
        else ()
    )
    inner = [block for block in outline.blocks if block.path == (*path, "task") and "id" in block.entries]
    return [block.entries["id"] for block in inner] or task_ids(outline)


def types_for(session: Session, kind: type[Part]) -> list[str]:
    """Returns the names of the types that may stand where a part of this kind does."""
    wanted = {Trigger: "trigger", Condition: "condition", Runner: "runner"}
    name = next((word for base, word in wanted.items() if issubclass(kind, base)), "task")
    return sorted(each for each in session.engine.runtime.surroundings.registry if _kind_of(each) == name)


def _kind_of(name: str) -> str:
    package, _, last = name.rpartition(".")
    if ".condition" in package:
        return "condition"
    if ".runner" in package:
        return "runner"
    # `Toggle` is a task among the triggers.
    return "trigger" if (".trigger" in package or last.endswith("Trigger")) and last != "Toggle" else "task"


def explain_cell(session: Session, text: str, line: int, column: int) -> str:
    """Returns what stands at the cursor means, as markdown; empty where nothing is known. Arguments as above."""
    whole = text.split("\n")[line]
    word, start = word_at(whole, column)
    told = explain_word(whole[:start], word)
    if told:
        return told
    registry = session.engine.runtime.surroundings.registry
    place = Place(Outline(text, line, len(whole)).here, registry)
    found = re.match(r"^\s*(?:-\s+)*(?P<key>[\w.]+):", whole)
    if found is None or place.part is None:
        return ""
    if found["key"] == "type" and column > found.end():
        name = whole[found.end() :].strip().strip("\"'")
        try:
            part = registry.find(name)
        except WavetankError as error:
            return str(error)
        return summary_of(part, registry.canonical(name)) if part is not None else ""
    return documentation(place.part, found["key"])
