from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wavetank.core.file_uri import file_uri
from wavetank.errors import TaskError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import BinaryIO

    from wavetank.abc.event_source import SourceContext
    from wavetank.model.level import Level


class TriggerContext:
    """
    What a script needs of a RunContext, for a trigger: it has no metrics, and keeps no files.

    Attributes:
        lines: What the script wrote and nothing else took.
    """

    directory = None

    def __init__(self, context: SourceContext) -> None:
        self._context = context
        self.task_run_id = context.new_id()
        self.namespace = context.namespace
        self.storage = context.storage
        self.settings = context.settings
        self.resolve = context.resolve
        self.resolve_or = context.resolve_or
        self.encrypted = context.encrypted
        self.lines: list[str] = []

    def render(self, value: Any, *, typed: bool = False, extra: Mapping[str, Any] | None = None) -> Any:
        """Renders with what a trigger can see."""
        return self._context.render(value, typed=typed, extra=extra)

    def log(self, level: Level, message: str) -> None:
        """Writes to the trigger's log."""
        self.lines.append(message)
        self._context.log(level, message)

    def count(self, name: str, value: float, /, **tags: str) -> None:
        """Does nothing."""

    def time(self, name: str, seconds: float, /, **tags: str) -> None:
        """Does nothing."""

    def gauge(self, name: str, value: float, /, **tags: str) -> None:
        """Does nothing."""

    def open(self, uri: str) -> BinaryIO:
        """Opens a file of internal storage or of the namespace."""
        return self._context.storage.open(file_uri(uri, self.namespace))

    def put_file(self, name: str, content: bytes | BinaryIO) -> str:  # noqa: ARG002 - RunContext's
        """Refuses: nothing of a look is kept but its outcome."""
        raise TaskError(f"A trigger keeps no files, and so not {name}.")
