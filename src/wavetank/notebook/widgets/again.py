from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from wavetank.api.views.cells import plain
from wavetank.core.inputs import given_value
from wavetank.model.input_type import InputType
from wavetank.model.property import has_expression

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wavetank.api.engine import Engine
    from wavetank.model.execution_summary import ExecutionSummary
    from wavetank.model.input import Input

# A page has neither the file nor the secret; a replay takes them over.
_STAY = frozenset({InputType.FILE, InputType.SECRET})


def again(engine: Engine, execution: ExecutionSummary, given: Mapping[str, Any]) -> tuple[Input, ...]:
    """
    Returns the inputs that an execution can be done again with, each with the value that it had as the default.

    Args:
        engine: Knows its flow.
        execution: Its row.
        given: What it was given.

    Files and secrets are not among them, nor is what a field could not show as it is: a replay takes them over.
    """
    flow = engine.runtime.revisions.of(execution)
    if flow is None:
        return ()
    mask = engine.runtime.surroundings.masked
    shown = (each for each in flow.inputs if each.type not in _STAY and _shows(given_value(each.id, given), mask))
    return tuple(_with(each, given) for each in shown)


def _shows(value: Any, mask: Any) -> bool:
    text = json.dumps(plain(value), ensure_ascii=False, default=str)
    return not has_expression(text) and mask(text) == text


def _with(declared: Input, given: Mapping[str, Any]) -> Input:
    value = given_value(declared.id, given)
    return declared.model_copy(update={"defaults": value, "prefill": None})
