from __future__ import annotations

import json
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
_READ = re.compile(
    r"(?P<listed>\bvalues:[^\n]*?|\bin\s+)?\btrigger\.(?P<part>body|value)\.(?P<path>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)"
    r"(?:\s*\?\?\s*(?P<default>\[\]|\{\}|'[^'\n]*'|-?\d+(?:\.\d+)?|true\b|false\b)|\s*(?P<counted>[*/%])"
    r"|\s*(?P<compared>[<>]=?|==)\s*(?P<with>'[^'\n]*'|-?\d+(?:\.\d+)?))?"
)
# What is compared with a number is made up so that the comparison holds.
_BEYOND = {">": 1, "<": -1}


def sample_event(flow: Flow, trigger: Trigger, now: datetime) -> Any:
    """
    Returns a made-up event that `engine.fire` takes for a trigger, to be edited before it is fired.

    What the flow's expressions read of a body or a value stands in it by name. An input of that name says its type, or
    else how it is read: the default behind `??`, what it is compared with, a list where it is gone through, a number
    where it is reckoned with.
    """
    if not isinstance(trigger, EventSource):
        return {}
    sample = trigger.sample(now)
    if not isinstance(sample, dict):
        return sample
    known = {each.id: each for each in flow.inputs}
    for (part, path), guess in _guesses(flow.source).items():
        held = sample.get(part)
        if isinstance(held, dict):
            _put(held, path.split("."), _value(known[path]) if path in known else guess)
    return sample


def _guesses(source: str) -> dict[tuple[str, str], Any]:
    """Returns what is read of a body or a value, by its path, with a value that goes with how it is read."""
    found: dict[tuple[str, str], Any] = {}
    for read in _READ.finditer(source):
        place = (read["part"], read["path"])
        guess = _guess(read)
        if guess != "" or place not in found:
            found[place] = guess
    return found


def _guess(read: re.Match[str]) -> Any:
    written = read["default"] or read["with"]
    if written is not None:
        value = written[1:-1] if written.startswith("'") else json.loads(written)
        beyond = _BEYOND.get(read["compared"])
        return value + beyond if beyond and not isinstance(value, str) else value
    if read["listed"]:
        return []
    return 1 if read["counted"] else ""


def _put(held: dict[str, Any], path: list[str], value: Any) -> None:
    *outer, last = path
    for name in outer:
        inner = held.get(name)
        if not isinstance(inner, dict):
            inner = held[name] = {}
        held = inner
    held.setdefault(last, value)


def _value(declared: Input) -> Any:
    """Returns a value that an input of this name may take."""
    if declared.choices:
        return declared.choices[0]
    if declared.type in (InputType.INT, InputType.FLOAT):
        return declared.min if isinstance(declared.min, int | float) else 1
    return declared.type in _YES_NO or ""
