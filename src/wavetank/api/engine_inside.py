from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from wavetank.api.execution import Execution
    from wavetank.api.table import Table
    from wavetank.api.triggers import Triggers
    from wavetank.api.verdict_view import VerdictView
    from wavetank.engine.portal import Portal
    from wavetank.engine.runtime import Runtime
    from wavetank.model.flow import Flow


class EngineInside(ABC):
    """What the groups of an engine's methods, each in a file of its own, build on."""

    @property
    @abstractmethod
    def portal(self) -> Portal:
        """The way onto the engine's loop."""

    @property
    @abstractmethod
    def runtime(self) -> Runtime:
        """The engine's inside."""

    @property
    @abstractmethod
    def flows(self) -> Mapping[str, Flow]:
        """The deployed flows, by `namespace.id`."""

    @property
    @abstractmethod
    def triggers(self) -> Triggers:
        """The triggers of the deployed flows."""

    @property
    @abstractmethod
    def home(self) -> Path | None:
        """The folder of the home, None when everything is in memory."""

    @abstractmethod
    def execution(self, execution_id: str) -> Execution:
        """Returns an execution."""

    @abstractmethod
    def executions(self, flow: str | None = None, *, limit: int | None = 50) -> Table[Execution]:
        """Returns executions, the newest first."""

    @abstractmethod
    def verdicts(self, flow: str | None = None, limit: int | None = 50) -> Table[VerdictView]:
        """Returns what became of the events received, the newest first."""
