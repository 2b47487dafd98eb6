from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from wavetank.abc.event_source import EventSource
from wavetank.model.input_type import InputType

if TYPE_CHECKING:
    from datetime import datetime

    from wavetank.model.flow import Flow
    from wavetank.model.input import Input
    from wavetank.model.trigger import Trigger

_YES_NO = frozenset({InputType.BOOLEAN, InputType.BOOL})
_NAMED = re.compile(r"\btrigger\.(body|value)\.([A-Za-z_]\w*)")


def sample_event(flow: Flow, trigger: Trigger, now: datetime) -> Any:
    """
    Returns a made-up event that `engine.fire` takes for a trigger, to be edited before it is fired.

    What the flow's expressions read of a body or a value stands in it by name; an input of that name says its type.
    """
    if not isinstance(trigger, EventSource):
        return {}
    sample = trigger.sample(now)
    if not isinstance(sample, dict):
        return sample
    known = {each.id: each for each in flow.inputs}
    for part, name in _NAMED.findall(flow.source):
        held = sample.get(part)
        if isinstance(held, dict):
            held.setdefault(name, _value(known[name]) if name in known else "")
    return sample


def _value(declared: Input) -> Any:
    """Returns a value that an input of this name may take."""
    if declared.choices:
        return declared.choices[0]
    if declared.type in (InputType.INT, InputType.FLOAT):
        return declared.min if isinstance(declared.min, int | float) else 1
    return declared.type in _YES_NO or ""
