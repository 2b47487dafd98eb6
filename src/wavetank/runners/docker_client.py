from __future__ import annotations

import base64
import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from wavetank.errors import TaskError
from wavetank.runners.child_process import GRACE, ChildProcess
from wavetank.runners.process import here

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wavetank.abc.task_runner import LineListener

_HUB = "https://index.docker.io/v1/"
_REMEDY = (
    "Start Docker, or have such tasks run as processes of this machine: set the environment variable "
    "WAVETANK_DOCKER=process before the engine starts, or wt.Engine(config={'wavetank.docker': 'process'}). For one "
    "task alone, write `taskRunner: {type: io.kestra.plugin.core.runner.Process}`."
)
_SHOWN_LINES = 5


class DockerClient:
    """
    The program `docker`, with the engine and the registries that it is told to use.

    Args:
        host: The engine's address; None for the one of the environment.
        config: A configuration, as text or map.
        credentials: `registry`, `username`, `password` and the like of one registry.
    """

    def __init__(
        self,
        host: str | None = None,
        config: str | Mapping[str, Any] | None = None,
        credentials: Mapping[str, str] | None = None,
    ) -> None:
        self._host = host
        self._config = _configuration(config, credentials)
        self._folder: Path | None = None

    def __enter__(self) -> Self:
        if self._config is not None:
            self._folder = Path(tempfile.mkdtemp(prefix="wavetank-docker-"))
            self._folder.joinpath("config.json").write_text(json.dumps(self._config), encoding="utf-8")
        return self

    def __exit__(self, *_: object) -> None:
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    async def run(
        self,
        *arguments: str,
        listen: LineListener,
        environment: Mapping[str, str] | None = None,
        grace: float = GRACE,
    ) -> int:
        """
        Runs a command of it, and returns the exit status.

        Raises:
            TaskError: The program is not there.
        """
        variables = {**here(), **(environment or {})}
        child = ChildProcess(self.command(*arguments), Path.cwd(), variables, listen, grace=grace)
        try:
            return await child.run()
        except FileNotFoundError as error:
            raise TaskError("The program `docker` is not here, so no Docker engine answers.", remedy=_REMEDY) from error

    def command(self, *arguments: str) -> tuple[str, ...]:
        """Returns a command of it as it is called."""
        options = ([f"--host={self._host}"] if self._host else []) + (
            [f"--config={self._folder}"] if self._folder is not None else []
        )
        return ("docker", *options, *arguments)

    async def require(self, *arguments: str, environment: Mapping[str, str] | None = None) -> str:
        """
        Runs a command of it that must succeed; returns what it writes to stdout.

        Raises:
            TaskError: It fails: because no engine answers, or for another reason.
        """
        written: list[str] = []
        faults: list[str] = []

        def listen(line: str, *, error: bool) -> None:
            (faults if error else written).append(line)

        if await self.run(*arguments, listen=listen, environment=environment) != 0:
            if not await self._answers():
                raise TaskError("No Docker engine answers here.", remedy=_REMEDY)
            raise TaskError(f"`docker {arguments[0]}` failed: {' '.join(faults[-_SHOWN_LINES:])}")
        return "\n".join(written)

    async def _answers(self) -> bool:
        def listen(line: str, *, error: bool) -> None:
            """Takes no notice."""

        return await self.run("version", "--format={{.Server.Version}}", listen=listen) == 0


def _configuration(
    config: str | Mapping[str, Any] | None, credentials: Mapping[str, str] | None
) -> dict[str, Any] | None:
    if config is None and credentials is None:
        return None
    try:
        known: dict[str, Any] = json.loads(config) if isinstance(config, str) else dict(config or {})
    except ValueError as error:
        raise TaskError(f"`config` of the Docker runner is no JSON: {error}.") from error
    if credentials is not None:
        known["auths"] = {**known.get("auths", {}), credentials.get("registry", _HUB): _entry(credentials)}
    return known


def _entry(credentials: Mapping[str, str]) -> dict[str, str]:
    names = {"auth": "auth", "identityToken": "identitytoken", "registryToken": "registrytoken"}
    entry = {written: credentials[name] for name, written in names.items() if name in credentials}
    if "username" in credentials:
        pair = f"{credentials['username']}:{credentials.get('password', '')}"
        entry.setdefault("auth", base64.b64encode(pair.encode()).decode())
    return entry
