"""What can be typed behind `%flow`, and on the first line of a `%%flow` cell."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wavetank.errors import NotFoundError, WavetankError
from wavetank.notebook.cell_magic import OPTIONS
from wavetank.notebook.completion.completions import Completions
from wavetank.notebook.completion.known import task_ids
from wavetank.notebook.completion.outline import ITEM, Outline
from wavetank.notebook.find import LAST, find_execution, find_flow
from wavetank.notebook.verbs.catalogue import VERBS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wavetank.notebook.argument import Argument
    from wavetank.notebook.session import Session

_LINE = re.compile(r"(?:^|=)\s*%flow\s+(?P<words>.*)$")
_NEWEST = 20
_EVENTS = (dict, list, str, bytes)


def complete_line(session: Session, before: str) -> Completions | None:
    """Returns what can go on a line up to the cursor; None if it is no line of `%flow`."""
    found = _LINE.search(before)
    if found is None:
        return None
    *words, fragment = re.split(r"\s+", found["words"])
    if not words:
        return Completions(fragment, "function", VERBS)
    verb = VERBS.get(words[0])
    if verb is None:
        return Completions(fragment, "param", ())
    line = _Line(session, verb.arguments, words[1:])
    return line.completions(fragment)


def complete_first_line(session: Session, before: str, cell: str) -> Completions:
    """Returns what can go on the first line of a cell with a flow."""
    *words, fragment = re.split(r"\s+", before)
    return _Line(session, OPTIONS, words[1:], cell).completions(fragment)


class _Line:
    """
    The words behind a magic.

    Args:
        arguments: What it takes.
        words: Those that are there, without the one that is being typed.
        cell: The text of a flow, for the first line of a cell; None behind `%flow`.
    """

    def __init__(
        self, session: Session, arguments: Sequence[Argument], words: Sequence[str], cell: str | None = None
    ) -> None:
        self._session = session
        self._arguments = arguments
        self._words = words
        self._cell = cell
        self._placed = self._without_options()

    def _without_options(self) -> list[str]:
        kept, expects = [], False
        for word in self._words:
            if word.startswith("-"):
                option = self._option(word)
                expects = option is not None and option.options.get("action") != "store_true"
            elif expects:
                expects = False
            else:
                kept.append(word)
        return kept

    def _option(self, word: str) -> Argument | None:
        return next((each for each in self._arguments if word in (each.name, each.short) and each.is_option), None)

    def completions(self, fragment: str) -> Completions:
        """Returns what may stand in the place of a fragment behind the words."""
        option = self._option(self._words[-1]) if self._words else None
        if option is not None and option.options.get("action") != "store_true":
            return Completions(fragment, "value", self._values(option, fragment))
        if fragment.startswith("-"):
            return Completions(fragment, "param", [each.name for each in self._arguments if each.is_option])
        placed = [each for each in self._arguments if not each.is_option]
        if len(self._placed) < len(placed):
            return Completions(fragment, "value", self._values(placed[len(self._placed)], fragment))
        return Completions(fragment, "value", ())

    def _values(self, argument: Argument, fragment: str) -> list[str]:
        choices = argument.options.get("choices")
        if choices:
            return [str(choice) for choice in choices]
        values = _KINDS.get(argument.kind)
        try:
            return values(self, fragment) if values is not None else []
        except NotFoundError:
            return []

    def flows(self, _: str = "") -> list[str]:
        flows = self._session.engine.flows
        return [*flows, *(flow.id for flow in flows.values())]

    def triggers(self, _: str) -> list[str]:
        return [trigger.id for trigger in find_flow(self._session.engine, self._placed[0]).triggers]

    def executions(self, _: str) -> list[str]:
        newest = self._session.engine.executions(limit=_NEWEST)
        return [LAST, *self.flows(), *(execution.id for execution in newest)]

    def subjects(self, fragment: str) -> list[str]:
        revisions = [f"{flow.id}@{n}" for flow in self._session.engine.flows.values() for n in range(1, flow.revision)]
        return [*self.executions(fragment), *revisions]

    def tasks(self, _: str) -> list[str]:
        return list(
            dict.fromkeys(run.task_id for run in find_execution(self._session.engine, self._placed[0]).task_runs)
        )

    def parts(self, fragment: str) -> list[str]:
        engine, named = self._session.engine, self._placed[0]
        known = [flow for flow in engine.flows.values() if named in (flow.key, flow.id)]
        triggers = [trigger.id for flow in known for trigger in flow.triggers]
        tasks = [task for flow in known for task in flow.tasks_by_id]
        return [*triggers, *(tasks or self.tasks(fragment))]

    def flow_tasks(self, _: str = "") -> list[str]:
        if self._cell is not None:
            return task_ids(Outline(self._cell, 0, 0))
        return list(find_flow(self._session.engine, self._placed[0]).tasks_by_id)

    def inputs(self, _: str) -> list[str]:
        if self._cell is not None:
            blocks = Outline(self._cell, 0, 0).below("inputs", ITEM)
            return [f"{block.entries['id']}=" for block in blocks if "id" in block.entries]
        return [f"{each.id}=" for each in self._flow_of(self._placed[0]).inputs]

    def _flow_of(self, name: str) -> Any:
        engine = self._session.engine
        try:
            return find_flow(engine, name)
        except WavetankError:
            execution = find_execution(engine, name)
            return find_flow(engine, f"{execution.namespace}.{execution.flow_id}")

    def stand_ins(self, fragment: str) -> list[str]:
        task, equals, _ = fragment.partition("=")
        if equals:
            return [f"{task}={name}" for name in self._named(object)]
        tasks = self.flow_tasks() if self._cell is not None else list(self._flow_of(self._placed[0]).tasks_by_id)
        return [f"{each}=" for each in tasks]

    def variables(self, _: str) -> list[str]:
        return self._named(_EVENTS)

    def _named(self, kind: Any) -> list[str]:
        known: dict[str, Any] = self._session.shell.user_ns
        hidden = getattr(self._session.shell, "user_ns_hidden", {})
        return [
            name
            for name, value in known.items()
            if not _private(name) and name not in hidden and isinstance(value, kind)
        ]

    def texts(self, fragment: str) -> list[str]:
        return [*self.flows(), *self._named(str), *self.files(fragment)]

    def files(self, fragment: str) -> list[str]:
        folder = Path(fragment).expanduser() if fragment.endswith("/") else Path(fragment).expanduser().parent
        begun = fragment[: fragment.rfind("/") + 1]
        try:
            return [
                f"{begun}{each.name}{'/' if each.is_dir() else ''}"
                for each in sorted(folder.iterdir())
                if not each.name.startswith(".")
            ]
        except OSError:
            return []


def _private(name: str) -> bool:
    return name.startswith("_") or name in ("In", "Out", "exit", "quit", "get_ipython", "open")


_KINDS: dict[str, Callable[[_Line, str], list[str]]] = {
    "flow": _Line.flows,
    "trigger": _Line.triggers,
    "execution": _Line.executions,
    "subject": _Line.subjects,
    "part": _Line.parts,
    "task": _Line.tasks,
    "flow_task": _Line.flow_tasks,
    "input": _Line.inputs,
    "stand_in": _Line.stand_ins,
    "variable": _Line.variables,
    "text": _Line.texts,
    "file": _Line.files,
}
