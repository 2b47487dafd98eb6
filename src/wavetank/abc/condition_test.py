from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wavetank.model.upstream import Upstream


class ConditionContext(Protocol):
    """What a condition may look at: expressions over the event and the flow."""

    @property
    def variables(self) -> Mapping[str, Any]:
        """What expressions see: `trigger`, `flow`, `vars`, `inputs` …"""

    @property
    def execution(self) -> Upstream | None:
        """The execution that the event is about; None for an event from outside."""

    def render(self, value: Any) -> Any:
        """Renders text, maps and lists with these variables."""

    def parts(self, template: str) -> Mapping[str, str]:
        """Returns what a template reads from the variables, as `trigger.body.total`, and what it came to."""


class ConditionTest(ABC):
    """
    What a condition type does.

    - It decides from the context alone, and has no effects.
    - `explain` gives the rendered parts, so that a rejection can be understood without the event at hand.
    - `by_day` says that of one day it gives one answer, so that no other date of the day need be asked.
    - `selects` says that it only tells which executions concern a trigger: those that do not leave no verdict.
    """

    selects: ClassVar[bool] = False

    @property
    def by_day(self) -> bool:
        """Whether its answer is the same for all dates of a schedule on one day."""
        return False

    def of_flow(self, namespace: str, flow_id: str) -> bool | None:  # noqa: ARG002 - for those that tell flows apart
        """Returns whether it can be true of executions of a flow; None if it does not tell flows apart."""
        return None

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
