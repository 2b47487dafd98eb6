"""Says in words, and at a place, what a violation of the model is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wavetank.dialect.codes import Code
from wavetank.dialect.nearest import did_you_mean, nearest
from wavetank.dialect.path import Path
from wavetank.dialect.phrases import expected, sentence, shortened, shown
from wavetank.dialect.type_refusal import each_type_once, explain_type
from wavetank.model.flow import Flow
from wavetank.model.input import Input
from wavetank.model.input_type import NOT_YET_TYPES
from wavetank.model.output import Output
from wavetank.model.task import Task
from wavetank.model.trigger import Trigger

if TYPE_CHECKING:
    from collections.abc import Callable

    from wavetank.dialect.reading import Reading
    from wavetank.dialect.violation import Violation
    from wavetank.model.diagnostic import Diagnostic
    from wavetank.model.part import Part

_NAMED = {Flow: "A flow", Input: "An input", Output: "An output"}
_LIMITS = {
    "greater_than_equal": ("at least", "ge"),
    "greater_than": ("more than", "gt"),
    "less_than_equal": ("at most", "le"),
    "less_than": ("less than", "lt"),
}


def explain(reading: Reading, violations: list[Violation]) -> list[Diagnostic]:
    """Returns a diagnostic for each violation that is not merely the consequence of another."""
    violations = [each for each in violations if not _counts_only_the_right_ones(each)]
    # What is misspelt is not missing too.
    meant = {(each.path.parent, name) for each in violations for name in _meant(reading, each)[:1]}
    faults = [each for each in violations if each.kind != "missing" or (each.path.parent, each.path[-1]) not in meant]
    return [_explain(reading, each) for each in each_type_once(reading, faults)]


def _counts_only_the_right_ones(violation: Violation) -> bool:
    """Pydantic calls a list too short when the entries that are left without the wrong ones are too few."""
    return violation.kind == "too_short" and len(violation.given) >= violation.context.get("min_length", 1)


def _explain(reading: Reading, violation: Violation) -> Diagnostic:
    by_type = explain_type(reading, violation)
    if by_type is not None:
        return by_type
    return _EXPLAINERS.get(violation.kind, _wrong_value)(reading, violation)


def _meant(reading: Reading, violation: Violation) -> tuple[str, ...]:
    """Returns the properties that an unknown one may be a slip of."""
    part = reading.part_at(violation.path.parent) if violation.kind == "extra_forbidden" else None
    return nearest(str(violation.path[-1]), part.property_names()) if part is not None else ()


def _named(part: type[Part] | None) -> str:
    return _NAMED.get(part, part.__name__) if part is not None else "This part"


def _unknown(reading: Reading, violation: Violation) -> Diagnostic:
    part = reading.part_at(violation.path.parent)
    name = str(violation.path[-1])
    message = f"{_named(part)} has no property `{shortened(name)}`."
    remedy = did_you_mean(_meant(reading, violation))
    if not remedy and part is not None:
        own = [other for other in part.property_names() if other not in part.not_yet]
        remedy = f"It has: {', '.join(sorted(own))}."
    span = reading.document.key_span(violation.path)
    return reading.document.source.diagnostic(Code.UNKNOWN_PROPERTY, span, message, remedy, path=violation.path)


def _missing(reading: Reading, violation: Violation) -> Diagnostic:
    document, name = reading.document, violation.path[-1]
    if document.key_at(violation.path) is not None:
        span, message = document.key_span(violation.path), f"`{name}` has no value."
    else:
        span = document.first_span(violation.path.parent)
        message = f"{_called(reading, violation.path.parent)} needs the property `{name}`."
    return document.source.diagnostic(Code.MISSING, span, message, f"Write `{name}: …`.", path=violation.path)


def _called(reading: Reading, path: Path) -> str:
    """What stands at a path by its type, and by its id if it has one; a flow is the only one of its text."""
    part, called = reading.part_at(path), reading.document.value_at(path / "id") if path else None
    return f"{_named(part)} `{called}`" if isinstance(called, str) and called else _named(part)


def _wrong_kind(reading: Reading, violation: Violation, wanted: str) -> Diagnostic:
    message = f"{_subject(violation.path)} must be {wanted}, not {shown(violation.given)}."
    return _at_value(reading, violation, Code.WRONG_KIND, message, _remedy_of_kind(wanted))


def _remedy_of_kind(wanted: str) -> str:
    if wanted == "a list":
        return "Write each entry on a line of its own, behind `- `."
    return "Write `key: value` lines, indented below it." if wanted == "a map" else ""


def _subject(path: Path) -> str:
    if not path:
        return "The document"
    return f"Entry {int(path[-1]) + 1} of `{path.parent}`" if isinstance(path[-1], int) else f"`{path[-1]}`"


def _at_value(reading: Reading, violation: Violation, code: Code, message: str, remedy: str = "") -> Diagnostic:
    span = reading.document.span(violation.path)
    return reading.document.source.diagnostic(code, span, message, remedy, path=violation.path)


def _union(reading: Reading, violation: Violation) -> Diagnostic:
    kinds = dict.fromkeys(filter(None, map(expected, violation.context["kinds"])))
    return _wrong_kind(reading, violation, " or ".join(kinds) or "something else")


def _duration(reading: Reading, violation: Violation) -> Diagnostic:
    reason, _, examples = str(violation.context["reason"]).partition("; ")
    return _at_value(reading, violation, Code.DURATION, sentence(reason), sentence(examples) if examples else "")


def _pattern(reading: Reading, violation: Violation) -> Diagnostic:
    name, pattern = violation.path[-1], str(violation.context["pattern"])
    dots = "." in pattern.rpartition("[")[2]
    if name not in ("id", "namespace"):
        message = f"{_subject(violation.path)} does not match the pattern {pattern}."
        return _at_value(reading, violation, Code.NOT_ALLOWED, message)
    message = f"`{shortened(str(violation.given))}` cannot be used as {'an id' if name == 'id' else 'a namespace'}."
    letters = "lower-case letters" if name == "namespace" else "letters"
    remedy = f"It has {letters}, digits, `-`, `_`{' and `.`' if dots else ''}, and begins with a letter or a digit."
    return _at_value(reading, violation, Code.IDENTIFIER, message, remedy)


def _choice(reading: Reading, violation: Violation) -> Diagnostic:
    choices = re.findall(r"'([^']*)'", str(violation.context["expected"]))
    given = str(violation.given)
    part = reading.part_at(violation.path.parent)
    if part in (Input, Output) and violation.path[-1] in ("type", "itemType") and given in NOT_YET_TYPES:
        message = f"Wavetank cannot run inputs or outputs of type {given} yet."
        return _at_value(reading, violation, Code.NOT_YET, message, "Take STRING to try the rest of the flow here.")
    if part is not None and f"{violation.path[-1]}: {given}" in part.not_yet:
        message = f"Wavetank cannot run `{violation.path[-1]}: {given}` yet."
        return _at_value(reading, violation, Code.NOT_YET, message, f"Take one of: {', '.join(choices)}.")
    message = f"{_subject(violation.path)} cannot be {shown(violation.given)}."
    offered = nearest(given, choices)
    return _at_value(
        reading, violation, Code.NOT_ALLOWED, message, did_you_mean(offered) or f"It is one of: {', '.join(choices)}."
    )


def _limit(reading: Reading, violation: Violation) -> Diagnostic:
    words, key = _LIMITS[violation.kind]
    message = f"{_subject(violation.path)} must be {words} {violation.context[key]}, not {violation.given}."
    return _at_value(reading, violation, Code.NOT_ALLOWED, message)


def _too_few(reading: Reading, violation: Violation) -> Diagnostic:
    least = violation.context.get("min_length", 1)
    message = f"{_subject(violation.path)} needs at least {least} {'entry' if least == 1 else 'entries'}."
    owner = _owner(reading, violation.path)
    message = f"{owner}: {message}" if owner else message
    return _at_value(reading, violation, Code.TOO_FEW, message, "Add one, or remove what is around it.")


def _too_long(reading: Reading, violation: Violation) -> Diagnostic:
    message = f"{_subject(violation.path)} may have at most {violation.context['max_length']} characters or entries."
    return _at_value(reading, violation, Code.NOT_ALLOWED, message)


def _refused(reading: Reading, violation: Violation) -> Diagnostic:
    """A sentence of a type's own rule; the property that it names first is the place."""
    reason = str(violation.context.get("error", "")) or violation.kind
    path, given = violation.path, violation.given
    owner = _owner(reading, path)
    match = re.search(r"`(\w+)", reason)
    if match is not None and isinstance(given, dict) and match[1] in given:
        path = path / match[1]
    span = reading.document.span(path)
    message = f"{owner}: {sentence(reason)}" if owner else sentence(reason)
    return reading.document.source.diagnostic(Code.REFUSED, span, message, path=path)


def _owner(reading: Reading, path: Path) -> str:
    """Returns the id of the task, trigger or input that a place is in; empty if it is in none."""
    for length in range(len(path), 0, -1):
        part = reading.classes.get(Path(path[:length]))
        if part is not None and issubclass(part, Task | Trigger | Input):
            name = reading.document.value_at(Path(path[:length]) / "id")
            return f"`{name}`" if isinstance(name, str) else ""
    return ""


def _wrong_value(reading: Reading, violation: Violation) -> Diagnostic:
    wanted = expected(violation.kind)
    if wanted:
        return _wrong_kind(reading, violation, wanted)
    message = f"{_subject(violation.path)} cannot be {shown(violation.given)} ({violation.kind.replace('_', ' ')})."
    return _at_value(reading, violation, Code.REFUSED, message)


_EXPLAINERS: dict[str, Callable[[Reading, Violation], Diagnostic]] = {
    "extra_forbidden": _unknown,
    "missing": _missing,
    "union": _union,
    "duration": _duration,
    "string_pattern_mismatch": _pattern,
    "enum": _choice,
    "literal_error": _choice,
    "too_short": _too_few,
    "string_too_short": _too_few,
    "too_long": _too_long,
    "string_too_long": _too_long,
    "value_error": _refused,
    "assertion_error": _refused,
    **dict.fromkeys(_LIMITS, _limit),
}
