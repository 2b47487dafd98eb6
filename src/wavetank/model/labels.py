from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator

SYSTEM_PREFIX = "system."
# Tells which executions belong together: those that one made have its own.
CORRELATION_ID = "system.correlationId"
# What else than a person or a trigger's source asked for an execution, as `mcp`.
FROM = "system.from"
# Mark executions that are a replay of another one, or were restarted: their value is "true".
REPLAY, RESTARTED = "system.replay", "system.restarted"


def read_labels(written: Any) -> dict[str, str]:
    """
    Returns labels, written as a map or as a list of `{key, value}`, as an ordered map of texts.

    Raises:
        ValueError: A value is neither text, number nor boolean, or an entry of the list has other keys.
    """
    if isinstance(written, list):
        written = dict(_entry(item) for item in written)
    if not isinstance(written, dict):
        raise ValueError("labels are a map, or a list of entries with `key` and `value`")  # noqa: TRY004 - pydantic's
    return {str(key): _text(key, value) for key, value in written.items()}


def _entry(item: Any) -> tuple[Any, Any]:
    if not isinstance(item, dict) or set(item) != {"key", "value"}:
        raise ValueError("an entry of a list of labels has the keys `key` and `value`, and no other")
    return item["key"], item["value"]


def _text(key: Any, value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    kind = "null" if value is None else "a list" if isinstance(value, list) else "a map"
    raise ValueError(f"the value of label {key!r} is {kind}; write text, a number, true or false")


Labels = Annotated[dict[str, str], BeforeValidator(read_labels)]
