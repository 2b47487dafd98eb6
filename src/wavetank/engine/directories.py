from __future__ import annotations

from typing import TYPE_CHECKING

import anyio.to_thread

from wavetank.core.level import TASKS
from wavetank.engine.working_directory import WorkingDirectory

if TYPE_CHECKING:
    from pathlib import Path

    from wavetank.model.task_run import TaskRun


class Directories:
    """The folders in which the tasks of blocks work together, while the blocks run; none outlives its process."""

    def __init__(self) -> None:
        self._open: dict[str, dict[str, WorkingDirectory]] = {}

    def make(self, execution_id: str, run_id: str) -> Path:
        """Makes the folder of a block, anew if there is one; returns its path."""
        directory = WorkingDirectory()
        self._open.setdefault(execution_id, {})[run_id] = directory
        return directory.path

    def path(self, execution_id: str, run: TaskRun) -> Path | None:
        """Returns the path of the folder in which a task run works, or that it made for others; None without one."""
        folders = self._open.get(execution_id)
        if folders is None:
            return None
        around = run.parent_id if run.branch == TASKS else None
        directory = folders.get(run.id) or folders.get(around or "")
        return directory.path if directory is not None else None

    async def remove(self, execution_id: str, run_id: str) -> None:
        """Removes the folder of a block."""
        folders = self._open.get(execution_id, {})
        directory = folders.pop(run_id, None)
        if not folders:
            self._open.pop(execution_id, None)
        if directory is not None:
            await anyio.to_thread.run_sync(directory.remove)

    async def let_go(self, execution_id: str) -> None:
        """Removes the folders that an execution has left behind, as when it was killed."""
        for run_id in tuple(self._open.get(execution_id, ())):
            await self.remove(execution_id, run_id)

    def holds(self, execution_id: str) -> bool:
        """Returns whether an execution has a folder."""
        return execution_id in self._open

    async def halt(self) -> None:
        """Removes all folders; their blocks begin anew when their executions go on."""
        for execution_id in tuple(self._open):
            await self.let_go(execution_id)
