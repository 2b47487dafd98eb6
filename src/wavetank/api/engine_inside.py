from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wavetank.api.execution import Execution
    from wavetank.engine.portal import Portal
    from wavetank.engine.runtime import Runtime


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

    @abstractmethod
    def execution(self, execution_id: str) -> Execution:
        """Returns an execution."""
