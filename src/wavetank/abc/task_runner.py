from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from wavetank.abc.runnable_task import RunContext


@dataclass(frozen=True)
class Command:
    """
    What a task runner runs.

    Attributes:
        argv: The program and its arguments; no shell reads them.
        directory: Where it runs, with all its files; the same path stands in `WORKING_DIR`.
        environment: Variables that it gets beside those of the place where it runs.
        image: The container image that its task asks for, None if it asks for none.
    """

    argv: tuple[str, ...]
    directory: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    image: str | None = None


class LineListener(Protocol):
    """Takes what a command writes, a line at a time, without its end; `error` says that it stood on stderr."""

    def __call__(self, line: str, *, error: bool) -> None:
        """Takes a line, on the engine's loop: it must not block. An error that it raises ends the command."""


class TaskRunner(ABC):
    """
    Where commands of script tasks run.

    - `run` hands each line over soon after it is written, and returns when the command has ended and all its lines
      were handed over.
    - A command that ends with another status than 0 is no error here: the status is what `run` returns.
    - What the command started and left running is ended with it: when `run` returns or raises, nothing of it runs.
    - When `run` is cancelled, the command and all that it started is asked to end, then made to; `run` raises only
      then, however often it is cancelled meanwhile.
    - Files that the command writes in its directory are there, for this process to read, when `run` returns.
    """

    @abstractmethod
    def is_local(self, context: RunContext) -> bool:
        """Returns whether commands see the programs and files of this machine."""

    @abstractmethod
    async def run(self, command: Command, context: RunContext, listen: LineListener) -> int:
        """
        Runs a command to its end.

        Returns:
            Its exit status; 128 and the number of the signal for a command that a signal ended.

        Raises:
            TaskError: It cannot be started.
        """
