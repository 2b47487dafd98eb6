from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wavetank.ids import new_id
from wavetank.runners.child_process import GRACE
from wavetank.runners.guardian import GUARDIAN
from wavetank.runners.unbroken import unbroken

if TYPE_CHECKING:
    from wavetank.abc.task_runner import Command, LineListener
    from wavetank.runners.docker_client import DockerClient

# Variables that the program `docker` heeds itself: they reach the container by their value, others by name alone, so
# that what may be a secret stands in no list of processes.
_OF_CLIENT = re.compile(r"DOCKER_.*|BUILDKIT_.*|.*_PROXY|PATH|HOME|TMPDIR|SSH_.*|LD_.*", re.IGNORECASE)


class DockerContainer:
    """
    A container in which one command runs.

    Args:
        options: What `docker create` takes, the image last.
        shares_folder: The container sees the working directory itself; else its files are copied in and out.
        stays: The container is kept when the command has ended.
        grace: Seconds that the command has to end when it is told to.
    """

    def __init__(
        self,
        client: DockerClient,
        command: Command,
        *,
        options: tuple[str, ...],
        shares_folder: bool = False,
        stays: bool = False,
        grace: float = GRACE,
    ) -> None:
        self._client, self._command, self._options = client, command, options
        self._shares_folder, self._stays, self._grace = shares_folder, stays, grace
        self._id = new_id()
        self._name = f"wavetank-{self._id}"

    async def run(self, listen: LineListener) -> int:
        """Runs the command to its end; cancelled, ends the container."""
        ended = False
        GUARDIAN.watch(self._id, self._client.command(*self._removal))
        try:
            status = await self._run(listen)
            ended = True
        finally:
            if not (ended and self._stays):
                await unbroken(self._remove())
            GUARDIAN.release(self._id)
        return status

    @property
    def _removal(self) -> tuple[str, ...]:
        return ("rm", "--force", "--volumes", self._name)

    async def _run(self, listen: LineListener) -> int:
        folder = str(self._command.directory)
        await self._create(folder)
        if not self._shares_folder:
            await self._client.require("cp", f"{folder}/.", f"{self._name}:{folder}")
        status = await self._client.run("start", "--attach", self._name, listen=listen, grace=self._grace)
        if not self._shares_folder:
            await self._client.require("cp", f"{self._name}:{folder}/.", folder)
        return status

    async def _create(self, folder: str) -> None:
        variables = self._command.environment
        plain = [f"--env={name}={value}" for name, value in variables.items() if _OF_CLIENT.fullmatch(name)]
        named = {name: value for name, value in variables.items() if not _OF_CLIENT.fullmatch(name)}
        mount = [f"--volume={folder}:{folder}"] if self._shares_folder else []
        await self._client.require(
            "create",
            f"--name={self._name}",
            "--init",
            f"--workdir={folder}",
            *mount,
            *plain,
            *(f"--env={name}" for name in named),
            *self._options,
            *self._command.argv,
            environment=named,
        )

    async def _remove(self) -> None:
        def listen(line: str, *, error: bool) -> None:
            """Takes no notice: a container that was never made cannot be removed."""

        await self._client.run(*self._removal, listen=listen)
