from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

from wavetank.abc.task_runner import TaskRunner
from wavetank.errors import TaskError
from wavetank.model.part import Duration, Part
from wavetank.model.property import Property
from wavetank.model.runner import Runner
from wavetank.runners.child_process import GRACE
from wavetank.runners.docker_client import DockerClient
from wavetank.runners.docker_container import DockerContainer
from wavetank.runners.process import Process

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wavetank.abc.runnable_task import RunContext
    from wavetank.abc.task_runner import Command, LineListener

SETTING = "wavetank.docker"
PROCESS = "io.kestra.plugin.core.runner.Process"
_PULL = {"ALWAYS": "always", "IF_NOT_PRESENT": "missing", "NEVER": "never"}


class PullPolicy(StrEnum):
    """When an image is fetched."""

    ALWAYS = "ALWAYS"
    IF_NOT_PRESENT = "IF_NOT_PRESENT"
    NEVER = "NEVER"


class FileHandling(StrEnum):
    """How files come into a container and out of it: copied, or by a folder that both see."""

    VOLUME = "VOLUME"
    MOUNT = "MOUNT"


class Cpu(Part):
    """Limits of a container's processors."""

    cpus: Property[float] | None = None


class Memory(Part):
    """Limits of a container's memory, as texts like `512MB`."""

    not_yet: ClassVar[frozenset[str]] = frozenset({"kernelMemory"})

    memory: str | None = None
    memory_swap: str | None = None
    memory_swappiness: str | None = None
    memory_reservation: str | None = None
    kernel_memory: str | None = None
    oom_kill_disable: Property[bool] | None = None


class Credentials(Part):
    """How a registry of images is entered."""

    registry: str | None = None
    username: str | None = None
    password: str | None = None
    registry_token: str | None = None
    identity_token: str | None = None
    auth: str | None = None


class Docker(Runner, TaskRunner):
    """
    Runs each command in a container of its own (language reference, section 10.5), by the program `docker`.

    With the setting `wavetank.docker: process` commands run as processes of this machine, and nothing here matters.

    Attributes:
        image: The image, before the one that the task asks for.
        file_handling_strategy: VOLUME copies the working directory into the container and back; MOUNT shares it, which
            an engine on another machine cannot do.
        delete: Whether the container is removed at the end.
        kill_grace_period: How long a command may take to end when it is told to.
        config: A Docker configuration, as text or map.
    """

    not_yet: ClassVar[frozenset[str]] = frozenset({"deviceRequests"})

    image: str | None = None
    pull_policy: Property[PullPolicy] | None = None
    user: str | None = None
    entry_point: tuple[str, ...] = ("",)
    extra_hosts: tuple[str, ...] = ()
    network_mode: str | None = None
    port_bindings: tuple[str, ...] = ()
    volumes: tuple[str, ...] = ()
    device_requests: tuple[dict[str, Any], ...] = ()
    cpu: Cpu | None = None
    memory: Memory | None = None
    shm_size: str | None = None
    privileged: Property[bool] | None = None
    file_handling_strategy: Property[FileHandling] | None = None
    delete: Property[bool] | None = None
    wait: Property[bool] | None = None
    resume: Property[bool] | None = None
    kill_grace_period: Property[Duration] | None = None
    host: str | None = None
    config: str | dict[str, Any] | None = None
    credentials: Credentials | None = None

    def is_local(self, context: RunContext) -> bool:
        """Returns whether the setting sends commands to processes of this machine."""
        return context.settings.get(SETTING) == "process"

    async def run(self, command: Command, context: RunContext, listen: LineListener) -> int:
        """Runs a command in a container that exists for it alone."""
        if self.is_local(context):
            return await Process(type=PROCESS).run(command, context, listen)
        image = context.render(self.image) if self.image is not None else command.image
        if not image:
            raise TaskError("A container needs an image.", remedy="Write one as `containerImage: ubuntu`.")
        if not self._value(context, self.wait, default=True):
            raise TaskError("`wait: false` cannot be done here: the end of a container is waited for.")
        with DockerClient(
            host=context.render(self.host),
            config=context.render(self.config),
            credentials=self._credentials(context),
        ) as client:
            return await self._container(client, command, context, image).run(listen)

    def _container(self, client: DockerClient, command: Command, context: RunContext, image: str) -> DockerContainer:
        grace = self._value(context, self.kill_grace_period, default=timedelta(seconds=GRACE))
        return DockerContainer(
            client,
            replace(command, argv=(*map(str, context.render(list(self.entry_point[1:]))), *command.argv)),
            options=(*self._options(context), image),
            shares_folder=self._value(context, self.file_handling_strategy, default="VOLUME") == "MOUNT",
            stays=not self._value(context, self.delete, default=True),
            grace=grace.total_seconds(),
        )

    def _value(self, context: RunContext, written: Property[Any] | None, default: Any) -> Any:
        return context.resolve_or(written, default)

    def _credentials(self, context: RunContext) -> Mapping[str, str] | None:
        if self.credentials is None:
            return None
        rendered = context.render(self.credentials.to_dict())
        return {name: str(value) for name, value in rendered.items()}

    def _options(self, context: RunContext) -> list[str]:
        """Returns the options of `docker create` for what is written."""
        cpu, memory = self.cpu or Cpu(), self.memory or Memory()
        single = {
            "--entrypoint": self.entry_point[0] if self.entry_point else "",
            "--pull": _PULL[self._value(context, self.pull_policy, default="IF_NOT_PRESENT")],
            "--user": self.user,
            "--network": self.network_mode,
            "--cpus": self._value(context, cpu.cpus, default=None),
            "--memory": _bytes(context, memory.memory),
            "--memory-swap": _bytes(context, memory.memory_swap),
            "--memory-swappiness": memory.memory_swappiness,
            "--memory-reservation": _bytes(context, memory.memory_reservation),
            "--shm-size": _bytes(context, self.shm_size),
        }
        several = {"--add-host": self.extra_hosts, "--publish": self.port_bindings, "--volume": self.volumes}
        flags = {"--oom-kill-disable": memory.oom_kill_disable, "--privileged": self.privileged}
        return [
            *(f"{name}={context.render(value)}" for name, value in single.items() if value is not None),
            *(f"{name}={context.render(value)}" for name, values in several.items() for value in values),
            *(name for name, value in flags.items() if self._value(context, value, default=False)),
        ]


def _bytes(context: RunContext, written: str | None) -> str | None:
    """Returns an amount as Docker reads it: `512MB` and `512 MiB` are its `512m`."""
    if written is None:
        return None
    text = str(context.render(written)).strip().lower().replace(" ", "")
    return text.removesuffix("b").removesuffix("i") or None
