from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from wavetank.engine.task_set import TaskSet

if TYPE_CHECKING:
    from wavetank.engine.journal import Journal
    from wavetank.engine.supervisor import Supervisor
    from wavetank.model.execution_summary import ExecutionSummary


class StopAfter:
    """Switches a trigger off when an execution that it made ends in a state of its `stopAfter`."""

    def __init__(self, journal: Journal, supervisor: Supervisor) -> None:
        self._supervisor = supervisor
        self._tasks = TaskSet()
        journal.listen(self._changed)

    def _changed(self, changed: list[ExecutionSummary]) -> None:
        for summary in changed:
            if summary.trigger_id is not None and summary.state.terminated:
                self._stop(f"{summary.namespace}.{summary.flow_id}", summary.trigger_id, summary)

    def _stop(self, flow_key: str, trigger_id: str, summary: ExecutionSummary) -> None:
        watch = self._supervisor.watches.get((flow_key, trigger_id))
        if watch is None or summary.state not in watch.trigger.stop_after or watch.stored.disabled:
            return
        # Known at once, so that nothing is fired before the trigger's task has come to an end.
        watch.stored = replace(watch.stored, disabled=True)
        self._tasks.start(self._supervisor.switch(flow_key, trigger_id, on=False), f"stop of trigger {trigger_id}")

    async def halt(self) -> None:
        """Ends what is being done."""
        await self._tasks.halt()
