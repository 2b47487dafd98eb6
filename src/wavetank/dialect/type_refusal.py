"""What is wrong with the `type` of a task, trigger or condition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.dialect.codes import Code
from wavetank.dialect.nearest import did_you_mean, nearest
from wavetank.dialect.unknown_types import names_a_plugin
from wavetank.model.condition import Condition
from wavetank.model.task import Task
from wavetank.model.trigger import Trigger

if TYPE_CHECKING:
    from wavetank.dialect.reading import Reading
    from wavetank.dialect.violation import Violation
    from wavetank.model.diagnostic import Diagnostic

_HOMES = {
    Task: ("a task", "Tasks stand below `tasks` or `errors`, or inside another task."),
    Trigger: ("a trigger", "Move it to the list `triggers` of the flow."),
    Condition: ("a condition", "Move it to the list `conditions` of a trigger."),
}


def explain_type(reading: Reading, violation: Violation) -> Diagnostic | None:
    """Returns the diagnostic if the violation is one about a type."""
    if violation.kind == "not_a_mapping":
        return _not_a_map(reading, violation)
    if violation.kind == "type_missing":
        return _type_missing(reading, violation)
    if violation.kind == "type_unknown":
        return _unknown(reading, violation)
    if violation.kind == "type_misplaced":
        return _misplaced(reading, violation)
    if violation.kind == "plugin":
        context = violation.context
        return _at_type(reading, violation, Code.TYPE_NOT_LOADED, str(context["cause"]), str(context["remedy"]))
    return None


def each_type_once(reading: Reading, violations: list[Violation]) -> list[Violation]:
    """Leaves of the places that name the same unknown type the first, which tells of the lines of the others."""
    document = reading.document
    named: dict[str, list[Violation]] = {}
    for violation in violations:
        if violation.kind == "type_unknown":
            named.setdefault(str(violation.context["name"]), []).append(violation)
    others: set[int] = set()
    for group in named.values():
        first, *rest = sorted(group, key=lambda each: document.span(each.path / "type"))
        first.context["lines"] = [document.source.place(document.span(each.path / "type")[0])[0] for each in rest]
        others |= set(map(id, rest))
    return [violation for violation in violations if id(violation) not in others]


def _at_type(reading: Reading, violation: Violation, code: Code, message: str, remedy: str) -> Diagnostic:
    path = violation.path / "type"
    return reading.document.source.diagnostic(code, reading.document.span(path), message, remedy, path=path)


def _not_a_map(reading: Reading, violation: Violation) -> Diagnostic:
    return reading.document.source.diagnostic(
        Code.WRONG_KIND,
        reading.document.span(violation.path),
        f"A {violation.context['kind']} is a map with `type` and further properties.",
        "Write `id: …` and `type: …` on lines of their own.",
        path=violation.path,
    )


def _type_missing(reading: Reading, violation: Violation) -> Diagnostic:
    document, path = reading.document, violation.path / "type"
    slip = nearest("type", violation.given)
    if slip and slip[0] != "type":
        span = document.key_span(violation.path / slip[0])
        return document.source.diagnostic(
            Code.UNKNOWN_PROPERTY,
            span,
            f"There is no property `{slip[0]}`.",
            "Did you mean `type`?",
            path=violation.path / slip[0],
        )
    written = document.key_at(path) is not None
    fault = "a `type` that is no name" if written else "no `type`"
    return document.source.diagnostic(
        Code.TYPE_MISSING,
        document.span(path) if written else document.first_span(violation.path),
        f"This {violation.context['kind']} has {fault}.",
        "Write `type: io.kestra.plugin.…` with the full name.",
        path=path,
    )


def _unknown(reading: Reading, violation: Violation) -> Diagnostic:
    name = str(violation.context["name"])
    offer = did_you_mean(violation.context["nearest"])
    lines = sorted(set(violation.context.get("lines", ())))
    also = f" It also stands on the line{'s' if len(lines) > 1 else ''} {', '.join(map(str, lines))}." if lines else ""
    if names_a_plugin(name):
        message = f"No plugin here has the type `{name}`.{also}"
        remedy = offer or "A Kestra server may have it; here the task cannot run until a plugin adds the type."
    else:
        message = f"There is no type `{name}`.{also}"
        remedy = offer or "A type is a full name, as io.kestra.plugin.core.log.Log."
    return _at_type(reading, violation, Code.TYPE_UNKNOWN, message, remedy)


def _misplaced(reading: Reading, violation: Violation) -> Diagnostic:
    name = str(violation.context["name"])
    part = reading.registry.find(name)
    is_a, remedy = next(
        (home for kind, home in _HOMES.items() if part is not None and issubclass(part, kind)),
        ("something else", "Look up where it belongs."),
    )
    message = f"{name.rpartition('.')[2]} is {is_a}, not a {violation.context['kind']}."
    return _at_type(reading, violation, Code.TYPE_MISPLACED, message, remedy)
