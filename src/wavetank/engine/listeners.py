"""Which listeners of a flow run when one of its executions has ended (semantics reference, section 4.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.abc.condition_test import ConditionTest
from wavetank.engine.execution_context import ExecutionContext
from wavetank.engine.failure import failure_text
from wavetank.model.level import Level
from wavetank.model.log_entry import LogEntry

if TYPE_CHECKING:
    from wavetank.core.progress import Progress
    from wavetank.engine.journal import Journal
    from wavetank.engine.surroundings import Surroundings
    from wavetank.model.condition import Condition


def chosen_listeners(surroundings: Surroundings, journal: Journal, progress: Progress) -> tuple[int, ...]:
    """Returns the indices of the listeners whose conditions hold; one that cannot be decided is logged, and silent."""
    context = ExecutionContext(surroundings, progress)
    chosen = []
    for index, listener in enumerate(progress.flow.listeners):
        try:
            if all(_holds(condition, context) for condition in listener.conditions):
                chosen.append(index)
        except Exception as error:  # noqa: BLE001 - whatever fails in a condition, the listener stays silent
            text = f"Listener {index + 1} is left out, as its conditions cannot be decided: {failure_text(error)}"
            journal.keep(_warning(surroundings, progress, text))
    return tuple(chosen)


def _holds(condition: Condition, context: ExecutionContext) -> bool:
    if not isinstance(condition, ConditionTest):
        raise TypeError(f"{condition.type} cannot be tested here")
    return condition.holds(context)


def _warning(surroundings: Surroundings, progress: Progress, text: str) -> LogEntry:
    return LogEntry(
        at=surroundings.clock.now(),
        level=Level.WARN,
        message=surroundings.masked(text),
        namespace=progress.flow.namespace,
        flow_id=progress.flow.id,
        execution_id=progress.state.id,
    )
