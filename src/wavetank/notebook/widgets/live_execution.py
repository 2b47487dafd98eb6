from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.engine.task_set import TaskSet
from wavetank.notebook.widgets.live_output import LiveOutput

if TYPE_CHECKING:
    from wavetank.api.engine import Engine
    from wavetank.api.execution import Execution
    from wavetank.api.views.element import Html
    from wavetank.model.execution_summary import ExecutionSummary
    from wavetank.notebook.widgets.channel import Call


class LiveExecution(LiveOutput):
    """
    An execution in the cell that shows it.

    Args:
        engine: The engine that knows it.
        execution: What to show.
        stays: Whether it goes on when the execution has ended; otherwise it freezes itself then.
    """

    kind = "execution"

    def __init__(self, engine: Engine, execution: Execution, *, stays: bool = False) -> None:
        super().__init__(engine)
        self._execution = execution
        self._stays = stays
        self._tasks = TaskSet()
        self._stop = engine.subscribe(self._take)

    def still(self) -> tuple[Html, str]:
        """Returns the picture as it is kept."""
        return self._execution.html(), repr(self._execution)

    def requests(self) -> dict[str, Call]:
        """Returns how a page learns which execution to watch."""
        return {"open": self._open}

    def let_go(self) -> None:
        """Stops listening; what waits for its end ends with it."""
        self._stop()

    def show(self) -> None:
        """Displays it in the cell that runs, and has its end waited for in the background."""
        super().show()
        if not self._stays:
            self._portal.call(self._follow)

    async def _open(self) -> dict[str, str]:
        self.push_kept()
        return {"execution": self._execution.id}

    def _take(self, changed: list[ExecutionSummary]) -> None:
        if any(row.id == self._execution.id for row in changed):
            self.push_kept()

    async def _follow(self) -> None:
        # A task of its own: whoever shows it does not wait until the execution ends.
        self._tasks.start(self._freeze_at_its_end(), f"picture of execution {self._execution.id}")

    async def _freeze_at_its_end(self) -> None:
        await self._execution.wait.on_loop(self._execution, None)
        self.freeze()
