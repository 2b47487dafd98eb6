from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, BinaryIO, ClassVar, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping
    from pathlib import Path

    from wavetank.abc.file_storage import FileStorage
    from wavetank.model.level import Level
    from wavetank.model.property import Property

T = TypeVar("T")
Outputs = dict[str, Any]


class RunContext(Protocol):
    """
    What a task may do while it runs: everything that reaches outside the task goes through here.

    All of it may be used from the thread in which the task runs.

    Attributes:
        settings: Settings of the engine that tasks act on, by key, as `wavetank.docker`.
        directory: The folder in which the task works together with others; None: it makes one of its own.
    """

    execution_id: str
    task_run_id: str
    storage: FileStorage
    settings: Mapping[str, Any]
    directory: Path | None

    @property
    def variables(self) -> Mapping[str, Any]:
        """What expressions see (language reference, section 15)."""

    def render(self, value: Any, *, typed: bool = False, extra: Mapping[str, Any] | None = None) -> Any:
        """
        Renders text, maps (keys and values) and lists; other values come back as they are.

        Args:
            value: What is written.
            typed: A text that is one expression gives its value, not its text.
            extra: Variables that expressions see beside `variables`.
        """

    def resolve(self, written: Property[T]) -> T:
        """Returns the value of a property that may be written as an expression."""

    def log(self, level: Level, message: str) -> None:
        """Adds a message to the task run's log, with secrets masked."""

    def count(self, name: str, value: float, /, **tags: str) -> None:
        """Adds a counter to the task run's metrics."""

    def time(self, name: str, seconds: float, /, **tags: str) -> None:
        """Adds a timer to the task run's metrics."""

    def put_file(self, name: str, content: bytes | BinaryIO) -> str:
        """Keeps a file of this task run in internal storage; returns its URI."""


class RunnableTask(ABC):
    """
    A task that does work.

    - `run` is called once for each attempt, only after all that the attempt depends on is on disk.
    - `async def run` runs on the engine's loop and must not block it. `def run` runs in a worker thread, unless the
      class says `quick`: then it runs on the loop, and takes well under a millisecond.
    - What `run` returns becomes `outputs.<task id>`; keys with None are dropped, values must be writable as JSON.
    - An exception fails the attempt: a WavetankError with its sentence, anything else with its type too.
    - An asynchronous task that is cancelled lets go of everything before it ends.
    """

    quick: ClassVar[bool] = False

    @abstractmethod
    def run(self, context: RunContext) -> Outputs | Awaitable[Outputs | None] | None:
        """Does the work; returns the outputs."""
