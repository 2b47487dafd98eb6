from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING

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

    def kv(self, key: str, namespace: str | None, error_on_missing: bool) -> object:  # noqa: ARG002
        """Refuses: there is no key-value store."""
        raise ExpressionError(f"kv('{key}') cannot be read: this version of Wavetank has no key-value store.")

    def read(self, path: str, namespace: str | None) -> bytes:  # noqa: ARG002 - namespace files are not there
        """Returns a file of internal storage."""
        if not path.startswith("kestra://"):
            raise ExpressionError(
                f"read('{path}') cannot be done: this version of Wavetank has no namespace files.",
                remedy="Read a kestra:/// URI, as a task's output or a FILE input gives it.",
            )
        return self._surroundings.storage.read(path)

    def file_uri(self, path: str) -> str:
        """Refuses: there are no namespace files."""
        raise ExpressionError(f"fileURI('{path}') cannot be done: this version of Wavetank has no namespace files.")

    def file_size(self, path: str) -> int:
        """Returns the length in bytes of a file of internal storage."""
        return self._surroundings.storage.size(path)

    def file_exists(self, path: str) -> bool:
        """Returns whether there is such a file in internal storage."""
        return self._surroundings.storage.exists(path)

    def error_logs(self) -> list[dict[str, object]]:
        """Returns the ERROR entries of the execution, oldest first; none outside an execution."""
        if self._execution_id is None:
            return []
        entries = self._surroundings.store.logs(self._execution_id)
        return [_error_log(entry) for entry in entries if entry.level is Level.ERROR]

    def http(self, request: Mapping[str, object]) -> object:  # noqa: ARG002 - refused
        """Refuses: an expression does not reach the network."""
        raise ExpressionError("http() cannot be called: this version of Wavetank keeps expressions off the network.")


def _error_log(entry: LogEntry) -> dict[str, object]:
    known = {"taskId": entry.task_id, "taskRunId": entry.task_run_id, "message": entry.message}
    return known | {"level": entry.level.value, "timestamp": entry.at.isoformat(), "attemptNumber": entry.attempt}
