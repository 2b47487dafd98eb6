from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wavetank.api.blocking import blocking
from wavetank.api.engine_inside import EngineInside
from wavetank.errors import NotFoundError
from wavetank.model.state import State

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wavetank.api.execution import Execution


class ExecutionCalls(EngineInside):
    """What an engine does with an execution on request: kill, pause, resume, restart, replay, change a state."""

    @blocking
    async def kill(self, execution_id: str) -> Execution:
        """
        Ends an execution as KILLED, with those that it made, and stops what runs for it.

        Raises:
            NotFoundError: There is none with this id.
            StateError: It has ended already.
        """
        await self.runtime.operations.kill(execution_id)
        return self.execution(execution_id)

    @blocking
    async def pause(self, execution_id: str) -> Execution:
        """
        Has a running execution create no more task runs until it is resumed; those that run go on.

        Raises:
            NotFoundError: There is none with this id.
            StateError: It is not RUNNING.
        """
        await self.runtime.operations.pause(execution_id)
        return self.execution(execution_id)

    @blocking
    async def resume(self, execution_id: str, inputs: Mapping[str, Any] | None = None) -> Execution:
        """
        Has a paused execution go on; `inputs` are those that its Pause task asks for.

        Raises:
            NotFoundError: There is none with this id.
            StateError: It is not PAUSED.
            InputError: The inputs are not accepted; it stays paused.
        """
        await self.runtime.operations.resume(execution_id, inputs or {})
        return self.execution(execution_id)

    @blocking
    async def restart(self, execution_id: str) -> Execution:
        """
        Has a failed execution begin anew at the tasks that failed; what succeeded keeps its outputs.

        Raises:
            NotFoundError: There is none with this id.
            StateError: Nothing in it failed.
        """
        await self.runtime.operations.restart(execution_id)
        return self.execution(execution_id)

    @blocking
    async def replay(
        self, execution_id: str, from_task: str | None = None, inputs: Mapping[str, Any] | None = None
    ) -> Execution:
        """
        Creates an execution like another: the same inputs, labels and trigger, unless other inputs are given.

        Args:
            execution_id: The one to do again.
            from_task: The id of a task run, or of a task, to begin at; what came before is taken over with its outputs.
            inputs: Other inputs.

        Raises:
            NotFoundError: There is no such execution or task run.
            InputError: The inputs are not accepted.
        """
        from_run = self._run_id(execution_id, from_task) if from_task is not None else None
        return self.execution(await self.runtime.operations.replay(execution_id, from_run, inputs))

    def _run_id(self, execution_id: str, name: str) -> str:
        runs = self.execution(execution_id).folded.runs
        found = [run.id for run in runs.values() if name in (run.id, run.task_id)]
        if not found:
            raise NotFoundError(f"Execution {execution_id} has no run of a task {name!r}.")
        return found[0]

    @blocking
    async def set_state(self, execution_id: str, task_run_id: str, state: State | str) -> Execution:
        """
        Gives a task run of an execution that has ended another state, and has the execution go on from there.

        Raises:
            NotFoundError: There is no such execution or task run.
            StateError: The execution has not ended.
        """
        await self.runtime.operations.set_state(execution_id, task_run_id, State(state))
        return self.execution(execution_id)
