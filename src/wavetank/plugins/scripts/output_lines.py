from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from wavetank.durations import parse_duration
from wavetank.model.level import Level

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wavetank.abc.runnable_task import RunContext

_MARKED = re.compile(r"::(\{.*})::")


class OutputLines:
    """
    Takes the lines of a command: those of the form `::{…}::` are read, all others go to the log at once.

    Attributes:
        values: The merged `outputs` of the lines that were read.
        plain: How many lines stood on stdout.
        errors: How many lines stood on stderr.
    """

    def __init__(self, context: RunContext) -> None:
        self._context = context
        self.values: dict[str, Any] = {}
        self.plain = 0
        self.errors = 0

    def __call__(self, line: str, *, error: bool) -> None:
        """Takes a line; `error` says that it stood on stderr."""
        self.errors += error
        self.plain += not error
        marked = _MARKED.fullmatch(line)
        if marked is None:
            self._context.log(Level.ERROR if error else Level.INFO, line)
            return
        try:
            self._read(json.loads(marked[1]))
        except (ValueError, TypeError, KeyError, AttributeError) as fault:
            self._context.log(Level.WARN, f"A line between :: and :: cannot be read ({_reason(fault)}): {line}")

    def _read(self, message: Mapping[str, Any]) -> None:
        for metric in message.get("metrics") or ():
            self._measure(metric)
        for entry in message.get("logs") or ():
            self._context.log(Level(str(entry.get("level", "INFO")).upper()), str(entry["message"]))
        self.values.update(message.get("outputs") or {})

    def _measure(self, metric: Mapping[str, Any]) -> None:
        name, value = str(metric["name"]), metric["value"]
        tags = {str(tag): str(text) for tag, text in (metric.get("tags") or {}).items()}
        kind = metric["type"]
        if kind == "counter":
            self._context.count(name, float(value), **tags)
        elif kind == "gauge":
            self._context.gauge(name, float(value), **tags)
        elif kind == "timer":
            self._context.time(name, parse_duration(value).total_seconds(), **tags)
        else:
            raise ValueError(f"{kind!r} is no type of metric; there are counter, gauge and timer")


def _reason(fault: Exception) -> str:
    return f"there is no {fault}" if isinstance(fault, KeyError) else str(fault)
