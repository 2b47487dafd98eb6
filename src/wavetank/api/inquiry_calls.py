from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from wavetank.api.columns import DIAGNOSTIC_COLUMNS
from wavetank.api.engine_inside import EngineInside
from wavetank.api.table import Table

if TYPE_CHECKING:
    from wavetank.api.execution import Execution
    from wavetank.api.explanations.explanation import Explanation
    from wavetank.api.inquiry import Inquiry
    from wavetank.api.trigger_view import TriggerView
    from wavetank.api.verdict_view import VerdictView
    from wavetank.model.diagnostic import Diagnostic


class InquiryCalls(EngineInside):
    """What an engine answers about what it knows: why something happened or did not."""

    def check(self, text: str) -> Table[Diagnostic]:
        """Returns what is wrong with the text of a flow, and advice on it, as `wt.check` does; nothing is deployed."""
        found: list[Diagnostic] = import_module("wavetank.api.check").check(text)
        return Table(found, DIAGNOSTIC_COLUMNS)

    def why(
        self, subject: VerdictView | Execution | TriggerView | tuple[str, str] | str, task: str | None = None
    ) -> Explanation:
        """
        Explains what became of an event, an execution, a trigger or a task, or what it waits for.

        Args:
            subject: A verdict, an execution or a trigger; or the id of a verdict or execution, an event's identity,
                `(flow, trigger id)`, or the key of a flow, which stands for its newest event, and without
                triggers for its newest execution.
            task: The id of a task of the execution, or of the newest one of the flow.

        Raises:
            NotFoundError: Nothing of this name is known.
        """
        inquiry: Inquiry = import_module("wavetank.api.inquiry").Inquiry(self)
        return inquiry.why(subject, task)
