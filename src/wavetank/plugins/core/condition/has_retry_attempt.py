from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from wavetank.model.state import State
from wavetank.plugins.core.condition.execution_condition import ExecutionCondition
from wavetank.plugins.core.condition.execution_status import among

if TYPE_CHECKING:
    from wavetank.model.upstream import Upstream


class HasRetryAttempt(ExecutionCondition):
    """True when a task run has several attempts, one of them in one of the states (language reference, section 9)."""

    in_: Annotated[tuple[State, ...] | None, Field(alias="in")] = None
    not_in: tuple[State, ...] | None = None

    def fits(self, execution: Upstream) -> bool:
        """Looks at the attempts of the task runs that were tried more than once."""
        retried = (attempts for attempts in execution.attempts if len(attempts) > 1)
        return any(among(state, self.in_, self.not_in) for attempts in retried for state in attempts)

    def seen(self, execution: Upstream) -> str:
        """Returns how many attempts the task runs had at most."""
        return f"at most {max(map(len, execution.attempts), default=0)} attempts of a task run"
