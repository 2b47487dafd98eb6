"""What Kestra 2 writes in the place of conditions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_INNER = ("{{", "}}")


def when_of(conditions: Any) -> str:
    """Returns the property `when` that says the same as conditions; empty if it cannot be said so."""
    said = _all(conditions)
    return f'`when: "{{{{ {said} }}}}"`' if said else ""


def dependencies_of(conditions: Any) -> str:
    """Returns the property `dependsOn` that says the same as the conditions of a Flow trigger; empty if none does."""
    known = {"ExecutionFlow", "ExecutionNamespace", "ExecutionStatus", "ExecutionLabels"}
    entries = conditions if isinstance(conditions, list) else []
    if not entries or not all(isinstance(each, dict) and _name(each) in known for each in entries):
        return ""
    dependency: dict[str, Any] = {}
    for each in entries:
        names = {"ExecutionStatus": {"in": "states"}}.get(_name(each), {})
        taken = ("namespace", "flowId", "in", "labels")
        dependency |= {names.get(key, key): each[key] for key in taken if key in each}
    return f"`dependsOn: {json.dumps([dependency], ensure_ascii=False)}`"


def _name(condition: dict[str, Any]) -> str:
    return str(condition.get("type")).rpartition(".")[2].removesuffix("Condition")


def _all(conditions: Any, between: str = " and ") -> str:
    said = [_said(each) for each in conditions] if isinstance(conditions, list) else []
    if not said or not all(said):
        return ""
    return said[0] if len(said) == 1 else between.join(f"({each})" if " or " in each else each for each in said)


def _said(condition: Any) -> str:
    if not isinstance(condition, dict):
        return ""
    write = _WRITERS.get(_name(condition))
    return write(condition) if write is not None else ""


def _date(condition: dict[str, Any]) -> str:
    return _bare(condition.get("date", "{{ trigger.date }}"))


def _bare(text: Any) -> str:
    """Returns the expression that a text consists of, or the text as a literal."""
    written = str(text).strip()
    if written.startswith(_INNER[0]) and written.endswith(_INNER[1]) and written.count(_INNER[0]) == 1:
        return written[2:-2].strip()
    return _quoted(written)


def _quoted(text: Any) -> str:
    return "'" + str(text).replace("'", "\\'") + "'"


def _between(condition: dict[str, Any], value: str) -> str:
    bounds = [("after", ">"), ("before", "<")]
    said = [f"{value} {sign} {_quoted(condition[name])}" for name, sign in bounds if name in condition]
    return " and ".join(said)


def _holiday(condition: dict[str, Any]) -> str:
    further = [_bare(condition[name]) for name in ("country", "subDivision") if name in condition]
    return f"isPublicHoliday({', '.join([_date(condition), *further])})"


def _in_month(condition: dict[str, Any]) -> str:
    day, position = _quoted(condition.get("dayOfWeek")), _quoted(condition.get("dayInMonth"))
    return f"isDayWeekInMonth({_date(condition)}, {day}, {position})"


def _negated(condition: dict[str, Any]) -> str:
    inner = _all(condition.get("conditions"), " or ")
    return f"not ({inner})" if inner else ""


def _expression(condition: dict[str, Any]) -> str:
    text = str(condition.get("expression", ""))
    return _bare(text) if _INNER[0] in text and _bare(text)[:1] != "'" else ""


_WRITERS: dict[str, Callable[[dict[str, Any]], str]] = {
    "DateTimeBetween": lambda condition: _between(condition, _date(condition)),
    "TimeBetween": lambda condition: _between(condition, f"({_date(condition)} | date('HH:mm:ssXXX'))"),
    "DayWeek": lambda condition: f"dayOfWeek({_date(condition)}) == {_quoted(condition.get('dayOfWeek'))}",
    "DayWeekInMonth": _in_month,
    "Weekend": lambda condition: f"isWeekend({_date(condition)})",
    "PublicHoliday": _holiday,
    "Expression": _expression,
    "Variable": _expression,
    "Not": _negated,
    "Or": lambda condition: _all(condition.get("conditions"), " or "),
}
