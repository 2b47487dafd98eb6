from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.durations import parse_duration
from wavetank.errors import TaskError
from wavetank.model.key_value import KeyType
from wavetank.model.part import Duration
from wavetank.model.property import Property
from wavetank.model.task import Task
from wavetank.plugins.core.resolved import resolved

if TYPE_CHECKING:
    from collections.abc import Callable


class Set(Task, RunnableTask):
    """
    Puts a value into the key-value store (language reference, section 7.5). No outputs.

    Attributes:
        value: Keeps the type of an expression that stands alone; with text around it, it is text.
        namespace: Whose store; the flow's own if left out.
        overwrite: False: the task fails if there is a value.
        ttl: After what time the value is gone.
        kv_type: Reads a text as a value of this type.
    """

    literal: ClassVar[frozenset[str]] = frozenset({"id", "type", "description", "kvType"})

    key: str
    value: Any
    namespace: str | None = None
    overwrite: Property[bool] | None = None
    ttl: Property[Duration] | None = None
    kv_type: KeyType | None = None
    kv_description: str | None = None

    def run(self, context: RunContext) -> Outputs | None:
        """Renders key and value, and puts them."""
        namespace = context.render(self.namespace or context.namespace)
        value = context.render(self.value, typed=True)
        context.namespaces.keys_for(namespace, context.namespace).put(
            context.render(self.key),
            _read(value, self.kv_type) if self.kv_type is not None and isinstance(value, str) else value,
            ttl=context.resolve_or(self.ttl, None),
            description=context.render(self.kv_description or ""),
            overwrite=resolved(self.overwrite, context, default=True),
        )
        return None


def _read(text: str, kind: KeyType) -> Any:
    try:
        return _READERS[kind](text.strip() if kind is not KeyType.STRING else text)
    except ValueError as error:
        raise TaskError(f"The value is no {kind}: {error}.") from error


def _number(text: str) -> float:
    value = json.loads(text)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{text!r} is no number")  # noqa: TRY004 - one error for all readers
    return value


def _datetime(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has neither `Z` nor an offset")
    return moment


_READERS: dict[KeyType, Callable[[str], Any]] = {
    KeyType.STRING: str,
    KeyType.NUMBER: _number,
    KeyType.BOOLEAN: lambda text: text.lower() == "true",
    KeyType.DATETIME: _datetime,
    KeyType.DATE: date.fromisoformat,
    KeyType.DURATION: parse_duration,
    KeyType.JSON: json.loads,
}
