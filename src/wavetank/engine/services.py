from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING

from wavetank.core.file_uri import file_uri
from wavetank.engine.http_call import http_call
from wavetank.errors import ExpressionError
from wavetank.model.level import Level

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping

    from wavetank.engine.surroundings import Surroundings
    from wavetank.model.log_entry import LogEntry


class EngineServices:
    """What the functions of the expression language reach outside through, for expressions of one namespace."""

    zone: tzinfo = UTC

    def __init__(self, surroundings: Surroundings, namespace: str, execution_id: str | None = None) -> None:
        self._surroundings = surroundings
        self._namespace = namespace
        self._execution_id = execution_id

    def now(self) -> datetime:
        """Returns the present moment of the engine's clock."""
        return self._surroundings.clock.now()

    def random(self) -> random.Random:
        """Returns the engine's source of randomness."""
        return self._surroundings.random

    def new_id(self) -> str:
        """Returns a new id."""
        return self._surroundings.ids()

    def secret(self, key: str, namespace: str | None, subkey: str | None) -> str:  # noqa: ARG002 - one place for all
        """Returns a secret; its value is masked from then on wherever the engine writes text."""
        value = self._surroundings.secrets.require(key)
        if subkey is not None:
            raise ExpressionError("secret() takes no `subkey` here: secrets are single texts.")
        self._surroundings.masked.add(value)
        return value

    def kv(self, key: str, namespace: str | None, error_on_missing: bool) -> object:
        """Returns a value of the key-value store; of the flow's own namespace, or else of one above it."""
        owner = self._owner(namespace)
        if owner == (self._namespace or owner):
            found = self._surroundings.namespaces.inherited(owner, key)
        else:
            found = self._surroundings.namespaces.keys_for(owner, self._namespace).find(key)
        if found is None and error_on_missing:
            raise ExpressionError(
                f"There is no key '{key}' in namespace '{owner}'.",
                remedy=f"Put it with a kv.Set task or engine.kv('{owner}').put('{key}', …), or write "
                f"kv('{key}', errorOnMissing=false).",
            )
        return None if found is None else found.value

    def read(self, path: str, namespace: str | None) -> bytes:
        """Returns a file of a namespace or of internal storage."""
        return self._surroundings.storage.read(self.file_uri(path, namespace))

    def file_uri(self, path: str, namespace: str | None) -> str:
        """Returns the URI of a file of a namespace, or of internal storage, whether it is there or not."""
        return file_uri(path, self._owner(namespace))

    def file_size(self, path: str, namespace: str | None) -> int:
        """Returns the length in bytes of a file of a namespace or of internal storage."""
        return self._surroundings.storage.size(self.file_uri(path, namespace))

    def file_exists(self, path: str, namespace: str | None) -> bool:
        """Returns whether there is such a file."""
        return self._surroundings.storage.exists(self.file_uri(path, namespace))

    def _owner(self, namespace: str | None) -> str:
        owner = namespace or self._namespace
        if not owner:
            raise ExpressionError(
                "It is not known in which namespace to look.",
                remedy="Give the argument `namespace`, or the variable `flow`.",
            )
        return owner

    def error_logs(self) -> list[dict[str, object]]:
        """Returns the ERROR entries of the execution, oldest first; none outside an execution."""
        if self._execution_id is None:
            return []
        entries = self._surroundings.store.logs(self._execution_id)
        return [_error_log(entry) for entry in entries if entry.level is Level.ERROR]

    def http(self, request: Mapping[str, object]) -> object:
        """Returns the body of an HTTP answer; only for tasks, which run beside the loop when they call it."""
        return http_call(request)


def _error_log(entry: LogEntry) -> dict[str, object]:
    known = {"taskId": entry.task_id, "taskRunId": entry.task_run_id, "message": entry.message}
    return known | {"level": entry.level.value, "timestamp": entry.at.isoformat(), "attemptNumber": entry.attempt}
