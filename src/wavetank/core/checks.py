"""What a flow asks of the inputs before an execution is created (language reference, section 2.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from wavetank.model.check import Check, CheckBehavior
from wavetank.pebble import truthy

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wavetank.model.flow import Flow

_STRICTEST_FIRST = (
    CheckBehavior.BLOCK_EXECUTION,
    CheckBehavior.FAIL_EXECUTION,
    CheckBehavior.CREATE_EXECUTION,
)


class Objection(NamedTuple):
    """A check that does not hold, and what is said about it."""

    check: Check
    text: str


def objections(flow: Flow, render: Callable[[str], Any]) -> list[Objection]:
    """Returns the checks that do not hold, or cannot be rendered, the strictest first."""
    found = [objection for check in flow.checks if (objection := _objection(check, render)) is not None]
    return sorted(found, key=lambda each: _STRICTEST_FIRST.index(each.check.behavior))


def _objection(check: Check, render: Callable[[str], Any]) -> Objection | None:
    try:
        return None if truthy(render(check.condition)) else Objection(check, check.message)
    except Exception as error:  # noqa: BLE001 - what cannot be rendered does not hold
        return Objection(check, f"{check.message} ({error})")


def of_behavior(found: Sequence[Objection], behavior: CheckBehavior) -> str:
    """Returns what is said by the objections with this consequence, in one text; empty if there are none."""
    return " ".join(each.text for each in found if each.check.behavior is behavior)
