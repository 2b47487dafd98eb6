from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.api import pictures

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from wavetank.api.execution import Execution
    from wavetank.model.event import Outcome, Verdict


class VerdictView:
    """
    What became of an event: its row in the ledger, and the execution that it made.

    Args:
        find: Returns an execution by its id.
    """

    def __init__(self, verdict: Verdict, find: Callable[[str], Execution]) -> None:
        self._verdict = verdict
        self._find = find

    @property
    def id(self) -> str:
        """The id of the row."""
        return self._verdict.id

    @property
    def at(self) -> datetime:
        """When the event was received."""
        return self._verdict.at

    @property
    def namespace(self) -> str:
        """The namespace of the flow."""
        return self._verdict.namespace

    @property
    def flow_id(self) -> str:
        """The id of the flow."""
        return self._verdict.flow_id

    @property
    def trigger_id(self) -> str:
        """The id of the trigger."""
        return self._verdict.trigger_id

    @property
    def outcome(self) -> Outcome:
        """FIRED, DUPLICATE, REJECTED or FAILED."""
        return self._verdict.outcome

    @property
    def stage(self) -> str:
        """Where it ended."""
        return self._verdict.stage

    @property
    def reason(self) -> str:
        """Why, in a sentence; empty when it fired."""
        return self._verdict.reason

    @property
    def identity(self) -> str:
        """What the source knows the event by."""
        return self._verdict.identity

    @property
    def payload(self) -> str:
        """The event's variables as JSON text, shortened, with secrets masked."""
        return self._verdict.payload

    @property
    def execution_id(self) -> str | None:
        """The id of the execution that it made, or that it had made before."""
        return self._verdict.execution_id

    @property
    def execution(self) -> Execution | None:
        """The execution that it made, or that it had made before; None if there is none."""
        return self._find(self._verdict.execution_id) if self._verdict.execution_id else None

    def __repr__(self) -> str:
        return pictures.verdict_text(self, repr(self.execution) if self.execution else "")

    def _repr_html_(self) -> str:
        return pictures.styled([pictures.verdict_html(self, self.execution.html() if self.execution else None)])
