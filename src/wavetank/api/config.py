from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from wavetank.durations import parse_duration
from wavetank.errors import WavetankError
from wavetank.model.missed import Missed

if TYPE_CHECKING:
    from collections.abc import Mapping

_DOCKER = "WAVETANK_DOCKER"
_SPAN = "Write it as P30D, or PT12H."
_SCHEDULES = ("io.kestra.plugin.core.trigger.Schedule", "io.kestra.plugin.core.trigger.ScheduleOnDates")


class PluginConfiguration(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is set for all parts of one type."""

    type: str
    values: dict[str, Any]


class Config(msgspec.Struct, frozen=True):
    """
    The settings of an engine.

    Attributes:
        host: `wavetank.server.host`: where webhooks are received; loopback unless told otherwise.
        port: `wavetank.server.port`: the first port that is tried; 0 lets the system choose.
        seed: `wavetank.seed`: makes ids the same each time, for example notebooks.
        recursive: `kestra.variables.recursive-rendering`.
        globals: `kestra.variables.globals`.
        encryption_key: `kestra.encryption.secret-key`: an AES key in base 64.
        receiver: `wavetank.receiver`: where webhooks and brokers are listened to: in a `thread` of this process, or in
            a `process` of its own, which cells that hold Python's lock for seconds do not keep waiting.
        retention: `wavetank.retention`: how long executions are kept after their end, as `P30D`; for ever if left out.
        docker: `wavetank.docker`: where commands that ask for a container run: in one, made by a Docker `engine` that
            answers here, or as a `process` of this machine; the environment's WAVETANK_DOCKER if it is left out.
        dialect: `wavetank.dialect`: the version of the language that flows are written in, `kestra1` or `kestra2`.
        plugin_defaults: `kestra.plugins.defaults`: as a flow's `pluginDefaults`, for all flows.
        plugin_configurations: `kestra.plugins.configurations`: `recoverMissedSchedules` of schedules.
        templates: `kestra.templates.enabled`: whether flows may use templates, which are deprecated.
        environment: What expressions see as `envs`: see `kestra.variables.env-vars-prefix`.
    """

    host: str = "127.0.0.1"
    port: int = 8080
    seed: int | None = None
    recursive: bool = False
    globals: dict[str, Any] = {}
    encryption_key: str | None = None
    receiver: Literal["thread", "process"] = "thread"
    retention: str | None = None
    docker: Literal["engine", "process"] = "engine"
    plugin_defaults: list[dict[str, Any]] = []
    plugin_configurations: list[PluginConfiguration] = []
    templates: bool = False
    dialect: Literal["kestra1", "kestra2"] = "kestra1"
    environment: dict[str, str] = {}

    def kept_for(self) -> timedelta | None:
        """
        Returns how long executions are kept after their end, None for ever.

        Raises:
            WavetankError: The setting is no duration, or not a positive one.
        """
        if not self.retention:
            return None
        try:
            span = parse_duration(self.retention)
        except ValueError as error:
            raise WavetankError(f"The setting `wavetank.retention` is no duration: {error}.", remedy=_SPAN) from None
        if span <= timedelta():
            raise WavetankError("The setting `wavetank.retention` must be longer than nothing.", remedy=_SPAN)
        return span

    def missed(self) -> dict[str, Missed]:
        """
        Returns what schedules do with dates that have passed unless they say it themselves, by their type.

        Raises:
            WavetankError: Something else is configured, or it has another value.
        """
        found = {}
        for each in self.plugin_configurations:
            if each.type not in _SCHEDULES or set(each.values) != {"recoverMissedSchedules"}:
                raise WavetankError(
                    f"`kestra.plugins.configurations` cannot configure {each.type}.",
                    remedy="Only `recoverMissedSchedules` of schedules can be set there.",
                )
            try:
                found[each.type] = Missed(each.values["recoverMissedSchedules"])
            except ValueError as error:
                raise WavetankError(f"`recoverMissedSchedules` of {each.type}: {error}.") from None
        return found


def read_config(written: Mapping[str, Any] | None) -> Config:
    """
    Returns the settings that a map of configuration keys makes.

    Raises:
        WavetankError: A key is unknown, or its value is of another type.
    """
    given = dict(written or {})
    prefix = str(given.pop("kestra.variables.env-vars-prefix", "ENV_"))
    if _DOCKER in os.environ:
        given.setdefault("wavetank.docker", os.environ[_DOCKER])
    known = {
        "wavetank.server.host": "host",
        "wavetank.server.port": "port",
        "wavetank.seed": "seed",
        "wavetank.docker": "docker",
        "wavetank.receiver": "receiver",
        "wavetank.retention": "retention",
        "wavetank.dialect": "dialect",
        "kestra.variables.recursive-rendering": "recursive",
        "kestra.variables.globals": "globals",
        "kestra.plugins.defaults": "plugin_defaults",
        "kestra.plugins.configurations": "plugin_configurations",
        "kestra.encryption.secret-key": "encryption_key",
        "kestra.templates.enabled": "templates",
    }
    for key in given:
        if key not in known:
            raise WavetankError(f"There is no setting `{key}`.", remedy=f"Known: {', '.join(sorted(known))}.")
    try:
        return msgspec.convert(
            {known[key]: value for key, value in given.items()} | {"environment": _with_prefix(prefix)}, Config
        )
    except msgspec.ValidationError as error:
        raise WavetankError(f"A setting has a value of another type: {error}.") from error


def _with_prefix(prefix: str) -> dict[str, str]:
    return {
        name.removeprefix(prefix).lower(): value
        for name, value in os.environ.items()
        if prefix and name.startswith(prefix)
    }
