from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from wavetank.core.execution_state import ExecutionState
from wavetank.core.rearranging import mended
from wavetank.core.results import allowed
from wavetank.engine.descendants import maker_of
from wavetank.model.records import RunsRearranged
from wavetank.model.state import State

if TYPE_CHECKING:
    from wavetank.core.progress import Progress
    from wavetank.engine.conductor import Conductor
    from wavetank.engine.dispatcher import Dispatcher
    from wavetank.engine.live_execution import LiveExecution
    from wavetank.engine.surroundings import Surroundings
    from wavetank.model.task_run import TaskRun

_MENDED = frozenset({State.SUCCESS, State.WARNING})


class Parents:
    """
    Executions whose subflow failed and was restarted by hand (semantics reference, section 8).

    While such an execution still waits, for what runs beside the subflow, the better end of it counts after all.
    """

    def __init__(self, surroundings: Surroundings, conductor: Conductor, dispatcher: Dispatcher) -> None:
        self._surroundings = surroundings
        self._conductor = conductor
        self._dispatcher = dispatcher

    def hear_of(self, child: LiveExecution) -> None:
        """Has the execution that made another one, if it runs here, hear of how that ends now."""
        created = child.progress.state.created
        trigger, parent = created.trigger, maker_of(created)
        if trigger is not None and parent in self._conductor.live:
            self._dispatcher.soon(self._tell(parent, trigger.id, child.id), f"end of execution {child.id}")

    def hear_of_restarted(self, child: LiveExecution) -> None:
        """Does the same for an execution that is taken over, if it had been restarted."""
        if any(change.state is State.RESTARTED for change in child.progress.state.history):
            self.hear_of(child)

    async def _tell(self, parent_id: str, task_id: str, child_id: str) -> None:
        await self._conductor.ended(child_id)
        # All that the parent has decided is begun then: nothing of it is begun twice.
        await self._conductor.written()
        parent = self._conductor.live.get(parent_id)
        ended = ExecutionState.of(self._surroundings.store.records(child_id))
        if parent is None or ended.state not in _MENDED:
            return
        run = _run_of(parent.progress, task_id, child_id)
        if run is None:
            return
        now = self._surroundings.clock.now()
        outputs = {**(run.outputs or {}), "state": ended.state.value, "outputs": ended.outputs or {}}
        state = allowed(parent.progress.task(run.id), ended.state)
        runs = mended(parent.progress, replace(run, outputs=outputs), state, now)
        if runs:
            self._conductor.proceed(parent, [RunsRearranged(at=now, runs=runs)])


def _run_of(progress: Progress, task_id: str, child_id: str) -> TaskRun | None:
    runs = (run for run in progress.state.runs.values() if run.task_id == task_id and run.state is State.FAILED)
    return next((run for run in runs if (run.outputs or {}).get("executionId") == child_id), None)
