from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wavetank.api.part_reading import read_part
from wavetank.core.sla import assertion_violation, duration_violation
from wavetank.durations import parse_duration
from wavetank.model.sla import Sla
from wavetank.pebble import Renderer

if TYPE_CHECKING:
    from collections.abc import Mapping


def sla_violation(sla: Mapping[str, Any], context: Mapping[str, Any]) -> str | None:
    """
    Returns in a sentence how an execution breaks an SLA; None if it keeps it.

    Args:
        sla: As a flow writes it: `{"type": "MAX_DURATION", "duration": "PT1H"}`; `id` and `behavior` may be left out.
        context: `variables`, what the expression of an EXECUTION_ASSERTION sees; `running_for`, how long the execution
            has run, as ISO-8601 text, timedelta or seconds.

    Raises:
        PluginError: It is no SLA.
        ValueError: `running_for` is no duration.
    """
    read: Sla = read_part({"id": "sla", "behavior": "FAIL", **sla}, Sla, "SLA")
    if read.duration is not None:
        return duration_violation(read, parse_duration(context["running_for"]))
    renderer, variables = Renderer(), context.get("variables", {})
    return assertion_violation(read, lambda template: renderer.render(template, variables))
