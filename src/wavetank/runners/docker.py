from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field

from wavetank.abc.task_runner import TaskRunner
from wavetank.errors import TaskError
from wavetank.model.part import Duration, Part
from wavetank.model.property import Property
from wavetank.model.runner import Runner
from wavetank.runners.docker_container import DockerContainer
from wavetank.runners.process import Process

if TYPE_CHECKING:
    from wavetank.abc.runnable_task import RunContext
    from wavetank.abc.task_runner import Command, LineListener

SETTING = "wavetank.docker"
_PROCESS = "io.kestra.plugin.core.runner.Process"


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
    pull_policy: Property[PullPolicy] = Field(default_factory=lambda: Property(PullPolicy.IF_NOT_PRESENT, _POLICY))
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
