from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from IPython.core.completer import CompletionContext, SimpleCompletion, SimpleMatcherResult, context_matcher

from wavetank.errors import NotFoundError
from wavetank.model.flow import Flow
from wavetank.notebook.cell_magic import OPTIONS
from wavetank.notebook.find import LAST, find_execution, find_flow
from wavetank.notebook.verbs.catalogue import VERBS

if TYPE_CHECKING:
    from wavetank.notebook.session import Session
    from wavetank.notebook.verbs.verb import Verb

Matcher = Callable[[CompletionContext], SimpleMatcherResult]

_LINE = re.compile(r"(?:^|=)\s*%flow\s+(?P<words>.*)$")
_TYPE = re.compile(r"^[\s-]*type:\s*[\"']?(?P<fragment>[\w.]*)$")
_KEY = re.compile(r"^(?P<fragment>\w*)$")
_SECTION = re.compile(r"^(?P<key>\w+):", re.MULTILINE)
_NEWEST = 20
_EVENTS = (dict, list, str, bytes)


def flow_matcher(session: Session) -> Matcher:
    """Returns what IPython asks for completions on a line of `%flow` and in a cell of `%%flow`."""

    @context_matcher(priority=1000, identifier="wavetank.flow")  # type: ignore[untyped-decorator]
    def match(context: CompletionContext) -> SimpleMatcherResult:
        answer = _in_cell(session, context) if context.full_text.startswith("%%flow") else _in_line(session, context)
        if answer is None:
            return SimpleMatcherResult(completions=[])
        fragment, kind, names = answer
        found = [SimpleCompletion(name, type=kind) for name in names if _fits(name, fragment)]
        # What stands here is not Python: neither Jedi nor file names have a say.
        return SimpleMatcherResult(completions=found, suppress=True, matched_fragment=fragment)

    matcher: Matcher = match
    return matcher


Answer = tuple[str, str, Iterable[str]]


def _fits(name: str, fragment: str) -> bool:
    # The last part of a type is what people remember of it.
    return name.startswith(fragment) or name.rpartition(".")[2].lower().startswith(fragment.lower())


def _in_cell(session: Session, context: CompletionContext) -> Answer | None:
    before = context.text_until_cursor
    if context.cursor_line == 0:
        return before.rpartition(" ")[2], "param", [option.name for option in OPTIONS]
    if found := _TYPE.match(before):
        return found["fragment"], "class", _types(session, _section(context))
    if found := _KEY.match(before):
        return found["fragment"], "property", [f"{key}: " for key in _top_keys()]
    return None


def _section(context: CompletionContext) -> str:
    above = "\n".join(context.full_text.split("\n")[1 : context.cursor_line])
    keys = _SECTION.findall(above)
    return keys[-1] if keys else ""


def _types(session: Session, section: str) -> list[str]:
    reacts = section == "triggers"
    names = session.engine.runtime.surroundings.registry
    return sorted(name for name in names if reacts == bool(re.search(r"trigger|condition", name, re.IGNORECASE)))


def _top_keys() -> list[str]:
    keys = [field.alias or name for name, field in Flow.model_fields.items()]
    return [key for key in keys if key not in Flow.not_yet and key != "tenantId"]


def _in_line(session: Session, context: CompletionContext) -> Answer | None:
    found = _LINE.search(context.text_until_cursor)
    if found is None:
        return None
    *before, fragment = re.split(r"\s+", found["words"])
    if not before:
        return fragment, "function", list(VERBS)
    verb = VERBS.get(before[0])
    if verb is None:
        return fragment, "param", []
    if fragment.startswith("-"):
        return fragment, "param", [each.name for each in verb.arguments if each.is_option]
    return fragment, "value", _values(session, verb, [word for word in before[1:] if not word.startswith("-")])


def _values(session: Session, verb: Verb, before: list[str]) -> list[str]:
    if len(before) >= len(verb.words):
        return []
    values = _KINDS.get(verb.words[len(before)].kind)
    try:
        return values(session, before) if values else []
    except NotFoundError:
        return []


def _flows(session: Session, before: list[str]) -> list[str]:  # noqa: ARG001 - as all kinds
    flows = session.engine.flows
    return [*flows, *(flow.id for flow in flows.values())]


def _triggers(session: Session, before: list[str]) -> list[str]:
    return [trigger.id for trigger in find_flow(session.engine, before[0]).triggers]


def _executions(session: Session, before: list[str]) -> list[str]:
    newest = session.engine.executions(limit=_NEWEST)
    return [LAST, *_flows(session, before), *(execution.id for execution in newest)]


def _tasks(session: Session, before: list[str]) -> list[str]:
    return list(dict.fromkeys(run.task_id for run in find_execution(session.engine, before[0]).task_runs))


def _variables(session: Session, before: list[str]) -> list[str]:  # noqa: ARG001 - as all kinds
    known: dict[str, Any] = session.shell.user_ns
    return [name for name, value in known.items() if not name.startswith("_") and isinstance(value, _EVENTS)]


_KINDS: dict[str, Callable[[Session, list[str]], list[str]]] = {
    "flow": _flows,
    "trigger": _triggers,
    "execution": _executions,
    "subject": _executions,
    "task": _tasks,
    "variable": _variables,
}
