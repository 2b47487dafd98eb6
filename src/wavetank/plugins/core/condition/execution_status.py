from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from wavetank.model.state import State
from wavetank.plugins.core.condition.execution_condition import ExecutionCondition

if TYPE_CHECKING:
    from wavetank.model.upstream import Upstream


class ExecutionStatus(ExecutionCondition):
    """True of an execution in one of some states, or in none of others (language reference, section 9)."""

    in_: Annotated[tuple[State, ...] | None, Field(alias="in")] = None
    not_in: tuple[State, ...] | None = None

    def fits(self, execution: Upstream) -> bool:
        """Looks at the state."""
        return among(execution.state, self.in_, self.not_in)

    def seen(self, execution: Upstream) -> str:
        """Returns the state."""
        return f"state {execution.state}"


def among(state: State, wanted: tuple[State, ...] | None, unwanted: tuple[State, ...] | None) -> bool:
    """Returns whether a state is one of the wanted ones and none of the unwanted; None asks for nothing."""
    return (wanted is None or state in wanted) and (unwanted is None or state not in unwanted)
