"""How script tasks named their runner before `taskRunner`: `runner: DOCKER` with the options in `docker`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from pydantic import PlainSerializer, ValidationInfo, WrapValidator

from wavetank.model.registry import resolve_part
from wavetank.model.runner import Runner

PROCESS = "io.kestra.plugin.core.runner.Process"
DOCKER = "io.kestra.plugin.scripts.runner.docker.Docker"


class RunnerKind(StrEnum):
    """The runners of old."""

    PROCESS = "PROCESS"
    DOCKER = "DOCKER"


def _runner_of_kind(value: Any, handler: Any, info: ValidationInfo) -> Runner:  # noqa: ARG001 - pydantic's signature
    if isinstance(value, Runner):
        return value
    kind = RunnerKind(value)
    return resolve_part({"type": PROCESS if kind is RunnerKind.PROCESS else DOCKER}, Runner, info)


def _docker_of_options(value: Any, handler: Any, info: ValidationInfo) -> Runner:  # noqa: ARG001 - pydantic's signature
    if isinstance(value, Runner):
        return value
    if not isinstance(value, dict):
        raise ValueError("`docker` is a map of options, as `image: ubuntu`")  # noqa: TRY004 - pydantic takes ValueError
    return resolve_part({**value, "type": DOCKER}, Runner, info)


def _kind(runner: Runner | None) -> str | None:
    return None if runner is None else (RunnerKind.PROCESS if runner.type == PROCESS else RunnerKind.DOCKER).value


def _options(runner: Runner | None) -> dict[str, Any] | None:
    return None if runner is None else {name: value for name, value in runner.to_dict().items() if name != "type"}


LegacyRunner = Annotated[Runner, WrapValidator(_runner_of_kind), PlainSerializer(_kind)]
LegacyDocker = Annotated[Runner, WrapValidator(_docker_of_options), PlainSerializer(_options)]
