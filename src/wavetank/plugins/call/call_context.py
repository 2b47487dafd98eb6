from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wavetank.abc.runnable_task import RunContext


class CallContext:
    """
    What a function may ask about the call that it is in: for a parameter that is annotated with this class.

    Attributes:
        execution_id: The execution.
        task_run_id: The task run.
    """

    def __init__(self, context: RunContext) -> None:
        self._context = context
        self.execution_id = context.execution_id
        self.task_run_id = context.task_run_id

    @property
    def stopped(self) -> bool:
        """Whether the task was killed or is out of time: nobody waits for what the function returns any more."""
        return self._context.stopped

    @property
    def variables(self) -> Mapping[str, Any]:
        """What expressions see: `inputs`, `outputs`, `trigger`, `vars` …."""
        return self._context.variables

    def count(self, name: str, value: float = 1, /, **tags: str) -> None:
        """Adds a counter to the task run's metrics."""
        self._context.count(name, value, **tags)

    def time(self, name: str, seconds: float, /, **tags: str) -> None:
        """Adds a timer to the task run's metrics."""
        self._context.time(name, seconds, **tags)

    def gauge(self, name: str, value: float, /, **tags: str) -> None:
        """Adds a reading that goes up and down to the task run's metrics."""
        self._context.gauge(name, value, **tags)
