from __future__ import annotations

from abc import abstractmethod
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, TypeVar, cast

import anyio
import anyio.to_thread
from pydantic import Field

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.abc.task_runner import Command, TaskRunner
from wavetank.errors import TaskError
from wavetank.model.property import Property
from wavetank.model.runner import AnyRunner
from wavetank.model.task import Task
from wavetank.plugins.scripts.legacy_runner import DOCKER, LegacyDocker, LegacyRunner
from wavetank.plugins.scripts.namespace_files import NamespaceFiles
from wavetank.plugins.scripts.output_lines import OutputLines
from wavetank.plugins.scripts.workplace import TextMap, Texts, Workplace

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T")
# What a shell says of a program that it did not find.
_NOT_FOUND = 127


class TargetSystem(StrEnum):
    """For which system the command line is written; here it is always this one."""

    LINUX = "LINUX"
    WINDOWS = "WINDOWS"
    AUTO = "AUTO"


class ScriptTask(Task, RunnableTask):
    """
    What all tasks that run scripts or commands have (language reference, section 10.1).

    The commands are the lines of one text, which the interpreter gets as its last argument: they share one shell.

    Outputs: `vars`, `exitCode`, `outputFiles` (path → URI), `stdOutLineCount`, `stdErrLineCount`. They are kept when
    the exit code is not 0 and the task fails.

    Attributes:
        interpreter: The program that reads the commands, with the arguments before them.
        fail_fast: The first command that fails ends the others.
        input_files: Name → content, or URI of internal storage.
        output_files: Patterns of the files that are kept when the commands have ended, also when they failed.
        warning_on_std_err: Without effect, as on newer servers.
        target_os: Kept for the server.
    """

    image: ClassVar[str] = "ubuntu"
    shell: ClassVar[tuple[str, ...]] = ("/bin/sh", "-c")
    first_line: ClassVar[str] = "set -e"

    deprecated: ClassVar[dict[str, str]] = {
        "docker": "Use `taskRunner` and `containerImage`.",
        "outputDirectory": "Use `outputFiles`.",
        "runner": "Use `taskRunner`.",
        "warningOnStdErr": "Remove it; it has no effect.",
    }

    before_commands: Texts = ()
    interpreter: Texts | None = None
    fail_fast: Property[bool] | None = None
    env: TextMap = Field(default_factory=dict)
    task_runner: AnyRunner = Field(default=cast("Any", {"type": DOCKER}), validate_default=True)
    container_image: str | None = None
    input_files: TextMap = Field(default_factory=dict)
    output_files: Texts = ()
    namespace_files: NamespaceFiles | None = None
    warning_on_std_err: Property[bool] | None = None
    output_directory: Property[bool] | None = None
    target_os: Annotated[Property[TargetSystem] | None, Field(alias="targetOS")] = None
    runner: LegacyRunner | None = None
    docker: LegacyDocker | None = None

    @abstractmethod
    def lines(self, place: Workplace, *, is_local: bool) -> list[str]:
        """
        Returns the commands, rendered.

        Args:
            place: Where they will run; a script that they call is announced to it.
            is_local: They see the programs and files of this machine.
        """

    def before(self, place: Workplace, *, is_local: bool) -> list[str]:  # noqa: ARG002 - a language may look at it
        """Returns what comes before the commands, rendered."""
        return place.texts(self.before_commands)

    async def environment(self, own: Mapping[str, str], place: Workplace, runner: TaskRunner) -> Mapping[str, str]:  # noqa: ARG002
        """Returns the environment variables: those of `env`, rendered, and those of the language."""
        return own

    async def run(self, context: RunContext) -> Outputs | None:
        """Runs the commands where the task runner says."""
        results = self.runner is not None or value_of(context, self.output_directory, default=False)
        place = Workplace(context, has_results=results)
        try:
            return await self._run_at(place, context)
        finally:
            with anyio.CancelScope(shield=True):
                await anyio.to_thread.run_sync(place.leave)

    async def _run_at(self, place: Workplace, context: RunContext) -> Outputs:
        patterns, lines, runner = place.texts(self.output_files), OutputLines(context), self._runner()
        command = await self._command(place, context, runner)
        status = await runner.run(command, context, lines)
        collects = patterns or place.results is not None
        outputs: Outputs = {
            "vars": lines.values,
            "exitCode": status,
            "outputFiles": await anyio.to_thread.run_sync(place.collect, patterns) if collects else {},
            "stdOutLineCount": lines.plain,
            "stdErrLineCount": lines.errors,
        }
        if status != 0:
            raise _failure(status, outputs)
        return outputs

    async def _command(self, place: Workplace, context: RunContext, runner: TaskRunner) -> Command:
        files, own, is_local = place.map(self.input_files), place.map(self.env), runner.is_local(context)
        text = "\n".join(
            [
                *([self.first_line] if value_of(context, self.fail_fast, default=True) else []),
                *self.before(place, is_local=is_local),
                *self.lines(place, is_local=is_local),
            ]
        )
        chosen = None if self.namespace_files is None else self.namespace_files.chosen(place)
        interpreter = self.shell if self.interpreter is None else tuple(place.texts(self.interpreter))
        image = self.image if self.container_image is None else place.text(self.container_image)
        last = await anyio.to_thread.run_sync(place.prepare, files, chosen, text)
        environment = {**await self.environment(own, place, runner), **place.environment}
        return Command((*interpreter, last), place.directory.path, environment, image)

    def _runner(self) -> TaskRunner:
        chosen = self.docker or self.task_runner
        if self.runner is not None:
            chosen = self.docker if self.docker is not None and self.runner.type == DOCKER else self.runner
        if not isinstance(chosen, TaskRunner):
            raise TaskError(f"{chosen.type} runs no commands.")
        return chosen


def value_of(context: RunContext, written: Property[T] | None, *, default: T) -> T:
    """Returns the value of a property, `default` where it is left out."""
    return context.resolve_or(written, default)


def _failure(status: int, outputs: Outputs) -> TaskError:
    if status == _NOT_FOUND:
        remedy = "A program that it calls was not found: install it, or have the task run in a container."
        return TaskError(f"The commands ended with exit code {status}.", remedy=remedy, outputs=outputs)
    return TaskError(f"The commands ended with exit code {status}.", outputs=outputs)
