from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.api.blocking import blocking
from wavetank.api.execution import Execution
from wavetank.errors import StateError

if TYPE_CHECKING:
    from wavetank.core.execution_state import ExecutionState
    from wavetank.engine.live_execution import LiveExecution
    from wavetank.engine.portal import Portal
    from wavetank.engine.runtime import Runtime
    from wavetank.model.execution_summary import ExecutionSummary


class DraftExecution(Execution):
    """An execution as an operation would leave it, before it runs on: what `dry_run` gives. Nothing of it is stored."""

    def __init__(self, runtime: Runtime, portal: Portal, draft: LiveExecution) -> None:
        super().__init__(runtime, portal, draft.summary())
        self._draft = draft.progress.state

    @property
    def summary(self) -> ExecutionSummary:
        """Its row in lists, if it was stored."""
        return self._summary

    @property
    def folded(self) -> ExecutionState:
        """All that its records say."""
        return self._draft

    @blocking
    async def wait(self, timeout: float | None = None) -> Execution:  # noqa: ARG002, ASYNC109 - as of any execution
        """
        Refuses: it never runs.

        Raises:
            StateError: Always.
        """
        raise StateError(f"Execution {self.id} is a draft, which never runs.", remedy="Leave out `dry_run`.")
