from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wavetank.api.blocking import blocking
from wavetank.api.draft_execution import DraftExecution
from wavetank.api.engine_inside import EngineInside
from wavetank.api.state_of import state_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wavetank.api.execution import Execution
    from wavetank.engine.live_execution import LiveExecution
    from wavetank.model.state import State


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
    async def resume(
        self,
        execution_id: str,
        inputs: Mapping[str, Any] | None = None,
        *,
        by: str | None = None,
        dry_run: bool = False,
    ) -> Execution:
        """
        Has a paused execution go on; `inputs` are those that its Pause task asks for.

        `by` is the name of who resumes it, for `outputs.<pause>.resumed.by`, which a server with users fills in.
        With `dry_run`, which restart, replay and set_state take too, the execution is returned as it would be before it
        runs on; nothing is stored, and nothing runs.

        Raises:
            NotFoundError: There is none with this id.
            StateError: It is not PAUSED.
            InputError: The inputs are not accepted; it stays paused.
        """
        operations = self.runtime.operations
        return self._shown(await operations.resume(execution_id, inputs or {}, by=by, dry_run=dry_run), dry_run)

    @blocking
    async def restart(self, execution_id: str, revision: int | None = None, *, dry_run: bool = False) -> Execution:
        """
        Has a failed execution begin anew at the tasks that failed; what succeeded keeps its outputs.

        A paused execution goes on, as with resume.

        Args:
            execution_id: The one that failed.
            revision: Another revision of the flow; then it is a new execution, whose `parent` is the one that failed.
            dry_run: As of resume.

        Raises:
            NotFoundError: There is no such execution or revision.
            StateError: It has not ended, nothing in it failed, or the revision has no place for what failed.
        """
        reruns = self.runtime.reruns
        if revision is not None:
            return self._shown(await reruns.restart_on(execution_id, revision, dry_run=dry_run), dry_run)
        if execution_id in self.runtime.conductor.live:
            return self._shown(await self.runtime.operations.resume(execution_id, {}, dry_run=dry_run), dry_run)
        return self._shown(await reruns.restart(execution_id, dry_run=dry_run), dry_run)

    @blocking
    async def replay(
        self,
        execution_id: str,
        from_task: str | None = None,
        inputs: Mapping[str, Any] | None = None,
        outputs: Mapping[str, Mapping[str, Any]] | None = None,
        source: str | None = None,
        *,
        revision: int | None = None,
        dry_run: bool = False,
    ) -> Execution:
        """
        Creates an execution like another: the same inputs, labels and trigger, unless others are given.

        Args:
            execution_id: The one to do again.
            from_task: The id of a task run, or of a task, to begin at; what does not come after it in the graph of the
                flow is taken over with its outputs.
            inputs: Inputs, by id, in the place of those that it had.
            outputs: Outputs of what is taken over, by the id of a task, or of one of its task runs.
            source: An edited text of the flow, which is used for this execution alone; what is deployed stays.
            revision: Another revision of the flow.
            dry_run: As of resume.

        Raises:
            NotFoundError: There is no such execution, task run or revision.
            FlowError, InputError: The text or the inputs are not accepted.
            StateError: The text has no place for what is taken over, or outputs are given for something else.
        """
        replay = await self.runtime.reruns.replay(
            execution_id,
            from_task,
            inputs=inputs,
            outputs=outputs,
            source=source,
            revision=revision,
            dry_run=dry_run,
        )
        return self._shown(replay, dry_run)

    @blocking
    async def set_state(
        self, execution_id: str, task_run_id: str, state: State | str, *, dry_run: bool = False
    ) -> Execution:
        """
        Gives a task run of an execution that is paused or has ended another state; the execution goes on from there.

        Args:
            execution_id: The execution.
            task_run_id: The task run.
            state: One in which a task run ends; or RUNNING, for one that is paused.
            dry_run: As of resume.

        Raises:
            NotFoundError: There is no such execution or task run.
            StateError: The execution runs, or the task run cannot be given this state.
        """
        changed = await self.runtime.reruns.set_state(execution_id, task_run_id, state_of(state), dry_run=dry_run)
        return self._shown(changed, dry_run)

    def _shown(self, live: LiveExecution, draft: bool) -> Execution:
        return DraftExecution(self.runtime, self.portal, live) if draft else self.execution(live.id)
