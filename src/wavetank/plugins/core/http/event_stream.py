from __future__ import annotations

import json
from typing import Any


class EventStream:
    """
    Takes the lines of an event stream, without their ends, and gives its events (HTML standard, section 9.2).

    An event has `data`, read as JSON where it is JSON, and, where the stream has them, `event` and `id`.
    """

    def __init__(self) -> None:
        self._data: list[str] = []
        self._event = ""
        self._id: str | None = None

    def take(self, line: str) -> dict[str, Any] | None:
        """Takes a line; returns the event that it ends, if it ends one."""
        if not line:
            return self._dispatch()
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._data.append(value)
        elif name == "event":
            self._event = value
        elif name == "id" and "\0" not in value:
            self._id = value
        return None

    def _dispatch(self) -> dict[str, Any] | None:
        lines, kind = self._data, self._event
        self._data, self._event = [], ""
        if not lines:
            return None
        event: dict[str, Any] = {"data": _read("\n".join(lines))}
        if kind:
            event["event"] = kind
        if self._id is not None:
            event["id"] = self._id
        return event


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
