from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from wavetank.dialect.plugin_defaults import apply_plugin_defaults
from wavetank.dialect.unknown_types import inside_unknown
from wavetank.dialect.violation import Violation, violations_of
from wavetank.model.flow import Flow

if TYPE_CHECKING:
    from wavetank.dialect.reading import Reading

_IGNORED = ("extend", "revision", "tenantId", "deleted", "source")


def validate(reading: Reading) -> list[Violation]:
    """Reads a document as a flow; returns what it violates, or sets `reading.flow` and returns nothing."""
    data = reading.document.data
    for name in _IGNORED:
        data.pop(name, None)
    apply_plugin_defaults(data, reading.registry.defaults, reading.registry)
    while True:
        reading.seen.clear()
        violations = _violations(reading)
        adapted = [_adapt(violation, data) for violation in violations]
        if not any(adapted):
            return violations


def _violations(reading: Reading) -> list[Violation]:
    context = {"registry": reading.registry, "seen": reading.seen}
    try:
        reading.flow = Flow.model_validate(reading.document.data, context=context)
    except ValidationError as error:
        return [*violations_of(error, reading.document), *inside_unknown(reading)]
    return []


def _adapt(violation: Violation, data: Any) -> bool:
    """
    Changes a value that Jackson takes and pydantic refuses into what Jackson makes of it; returns whether it did.

    A property without a value counts as left out, and a boolean where a text belongs is its text.
    """
    if not violation.path or violation.kind in ("missing", "extra_forbidden"):
        return False
    around, last = data, violation.path[-1]
    for step in violation.path[:-1]:
        around = around[step]
    if violation.given is None and isinstance(around, dict) and around.get(str(last), ...) is None:
        del around[last]
        return True
    takes_text = "string_type" in (violation.kind, *violation.context.get("kinds", ()))
    if takes_text and isinstance(violation.given, bool) and around[last] is violation.given:
        around[last] = "true" if violation.given else "false"
        return True
    return False
