from __future__ import annotations

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from wavetank.core.storage_paths import task_cache_file
from wavetank.engine.failure import failure_text
from wavetank.model.level import Level
from wavetank.pebble.json_text import json_text

if TYPE_CHECKING:
    from wavetank.engine.run_context import EngineRunContext
    from wavetank.model.task import Task

# Variables that a task gives itself: for the key they may be anything.
_OWN = {"workingDir": "workingDir", "outputDir": "outputDir"}


class _Kept(msgspec.Struct):
    """What a task left, and when."""

    at: str
    outputs: dict[str, Any] | None


class TaskResult:
    """
    What a task with `taskCache` left when it succeeded, in internal storage. Methods block.

    Args:
        context: Of the task run; its variables are those of a thread of its own.
    """

    def __init__(self, task: Task, context: EngineRunContext) -> None:
        self._context = context
        self._ttl = task.task_cache.ttl if task.task_cache is not None else None
        self._uri = self._uri_of(task)

    def _uri_of(self, task: Task) -> str | None:
        """Returns where the result is kept; None, with a word in the log, where that cannot be told."""
        context, known = self._context, self._context.variables
        try:
            written = {"type": task.type, **task.to_dict()}
            rendered = json_text(context.render({**written, "taskCache": None}, extra=_OWN))
        except Exception as error:  # noqa: BLE001 - a task that has no key runs
            context.log(Level.WARN, f"Nothing is taken from the task cache: {failure_text(error)}")
            return None
        text = f"{known['taskrun'].get('value', '')}/{rendered}"
        key = hashlib.sha256(text.encode(errors="replace")).hexdigest()
        return task_cache_file(context.namespace, known["flow"]["id"], task.id, key)

    def find(self) -> tuple[dict[str, Any] | None] | None:
        """Returns what was left, None if nothing that may be taken was."""
        storage = self._context.storage
        if self._uri is None or not storage.exists(self._uri):
            return None
        kept = msgspec.json.decode(storage.read(self._uri), type=_Kept)
        if self._ttl is not None and self._context.now() > datetime.fromisoformat(kept.at) + self._ttl:
            return None
        return (kept.outputs,)

    def keep(self, outputs: dict[str, Any] | None) -> None:
        """Keeps what the task left."""
        if self._uri is not None:
            kept = _Kept(self._context.now().isoformat(), outputs)
            self._context.storage.put(self._uri, msgspec.json.encode(kept))
