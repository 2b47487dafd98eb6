from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping


class ConditionContext(Protocol):
    """What a condition may look at: expressions over the event and the flow."""

    @property
    def variables(self) -> Mapping[str, Any]:
        """What expressions see: `trigger`, `flow`, `vars`, `inputs` …"""

    def render(self, value: Any) -> Any:
        """Renders text, maps and lists with these variables."""

    def parts(self, template: str) -> Mapping[str, str]:
        """Returns what a template reads from the variables, as `trigger.body.total`, and what it came to."""


class ConditionTest(ABC):
    """
    What a condition type does.

    - It decides from the context alone, and has no effects.
    - `explain` gives the rendered parts, so that a rejection can be understood without the event at hand.
    """

    @abstractmethod
    def holds(self, context: ConditionContext) -> bool:
        """
        Returns whether the event may pass.

        Raises:
            WavetankError: It cannot be decided; the event fails at the stage `conditions`.
        """

    @abstractmethod
    def explain(self, context: ConditionContext) -> str:
        """Returns the condition with its rendered parts in one line, as
        `{{ trigger.body.total > 10 }} = false (trigger.body.total = 7)`.
        """
