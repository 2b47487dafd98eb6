from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from wavetank.abc.task_runner import TaskRunner
from wavetank.errors import TaskError
from wavetank.model.runner import Runner
from wavetank.runners.child_process import ChildProcess

if TYPE_CHECKING:
    from wavetank.abc.runnable_task import RunContext
    from wavetank.abc.task_runner import Command, LineListener

# What a notebook's kernel sets for its own display: a plot or a colour of a script has no such display.
_DISPLAY = ("MPLBACKEND", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE")
_IS_POSIX = os.name == "posix"


class Process(Runner, TaskRunner):
    """
    Runs commands as processes of this machine (language reference, section 7.10).

    They get this process's environment beside their own variables, and no standard input.
    """

    def is_local(self, context: RunContext) -> bool:  # noqa: ARG002 - wherever the task stands
        """Returns true."""
        return True

    async def run(self, command: Command, context: RunContext, listen: LineListener) -> int:  # noqa: ARG002
        """Runs a command as a child process that leads a process group of its own."""
        if not _IS_POSIX:
            raise TaskError(
                "Commands run as processes on Linux and macOS only.", remedy="On Windows, start Jupyter inside WSL."
            )
        child = ChildProcess(command.argv, command.directory, {**here(), **command.environment}, listen)
        try:
            return await child.run()
        except OSError as error:
            raise _cannot_start(command, error) from error


def here() -> dict[str, str]:
    """Returns the environment variables of this process that its children get."""
    return {name: value for name, value in os.environ.items() if name not in _DISPLAY}


def _cannot_start(command: Command, error: OSError) -> TaskError:
    program = command.argv[0]
    if not command.directory.is_dir():
        return TaskError(f"The working directory {command.directory} is gone.")
    if shutil.which(program, path=command.environment.get("PATH")) is None:
        return TaskError(f"There is no program {program!r} here.", remedy="Install it, or change `interpreter`.")
    return TaskError(f"{program!r} cannot be started: {error.strerror or error}.")
