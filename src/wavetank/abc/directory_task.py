from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from wavetank.abc.flowable_task import FlowableTask

if TYPE_CHECKING:
    from wavetank.abc.runnable_task import Outputs, RunContext


class DirectoryTask(FlowableTask):
    """
    A flowable task whose tasks work in one folder, `context.directory`, which exists only while it runs.

    - The tasks of its `errors` and `finally` do not work there.
    - `open` and `close` block; they run in a worker thread, and what they raise fails the task.
    - `open` is called before the first task is created, `close` when all have ended, whatever became of them.
    - When the process dies, the folder is gone: the task begins anew, and what its tasks did before counts no more.
    """

    @abstractmethod
    def open(self, context: RunContext) -> None:
        """Fills the folder."""

    @abstractmethod
    def close(self, context: RunContext) -> Outputs | None:
        """Keeps what is to be kept of the folder; returns the outputs of the task."""
