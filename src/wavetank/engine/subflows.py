from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from wavetank.abc.looping_task import LoopingTask
from wavetank.core.execution_state import ExecutionState
from wavetank.core.inputs import resolve_inputs
from wavetank.core.new_execution import new_execution
from wavetank.core.round_flow import round_flow
from wavetank.core.variables import execution_variables
from wavetank.core.written import as_written
from wavetank.engine.given_inputs import GivenInputs
from wavetank.engine.input_rendering import InputRendering
from wavetank.engine.live_execution import LiveExecution
from wavetank.errors import NotFoundError, StateError, TaskError
from wavetank.ids import encode
from wavetank.model.labels import SYSTEM_PREFIX
from wavetank.model.records import AnyRecord, TriggerInfo
from wavetank.model.state import State
from wavetank.model.subflow_request import SubflowEnd, SubflowRequest

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from wavetank.engine.archive import Archive
    from wavetank.engine.conductor import Conductor
    from wavetank.engine.deployed_flows import DeployedFlows
    from wavetank.engine.intake import Intake
    from wavetank.engine.revisions import Revisions
    from wavetank.engine.surroundings import Surroundings
    from wavetank.model.execution_summary import ExecutionSummary
    from wavetank.model.flow import Flow
    from wavetank.model.records import ExecutionCreated
    from wavetank.model.task_run import TaskRun

_BAD = frozenset({State.FAILED, State.KILLED, State.CANCELLED})


class Subflows:
    """
    Executions that tasks of other executions make (semantics reference, section 8).

    The id of such an execution follows from the task run and its attempt, so that an attempt that was cut by the end of
    its process finds the execution again which it had made, and makes no second one. An attempt that a restart began
    goes on with the execution of the attempt before.

    Attributes:
        restart: Restarts an execution that has failed, by its id.
    """

    restart: Callable[[str], Awaitable[object]]

    def __init__(
        self,
        surroundings: Surroundings,
        conductor: Conductor,
        intake: Intake,
        flows: DeployedFlows,
        archive: Archive,
        revisions: Revisions,
    ) -> None:
        self._surroundings = surroundings
        self._conductor = conductor
        self._intake = intake
        self._flows = flows
        self._archive = archive
        self._revisions = revisions

    def record(self, live: LiveExecution, record: AnyRecord) -> None:
        """Adds a record that a task made about its own execution, and the execution's row with it."""
        self._conductor.proceed(live, [record])
        self._conductor.show(live)

    def report(self, live: LiveExecution, record: AnyRecord) -> None:
        """Adds a record that a task made about its own task run."""
        self._conductor.proceed(live, [record])

    async def start(
        self,
        parent: LiveExecution,
        run_id: str,
        request: SubflowRequest,
        part: int = 0,
        *,
        begun: Callable[[str], None] = lambda _: None,
    ) -> str:
        """
        Starts a flow for a task run; returns the id of the execution once it is on disk.

        Args:
            parent: The execution of the task run.
            run_id: The task run.
            request: What to run.
            part: Tells executions of the same attempt apart.
            begun: Called with the id of the execution before anything is waited for.

        Raises:
            NotFoundError, StateError, InputError: The flow is missing or disabled, or does not take the inputs.
        """
        run = parent.progress.state.runs[run_id]
        restarts = [] if request.anew else [change.date for change in run.history if change.state is State.RESTARTED]
        child = _id_of(run, part, len(restarts))
        former = self._surroundings.store.summary(child)
        if restarts and former is not None and former.state in _BAD and not self._began_after(child, restarts[-1]):
            child = await self._again(former, _id_of(run, part, 0))
            former = self._surroundings.store.summary(child)
        begun(child)
        if former is None:
            live = self._created(parent, run_id, request, child)
            effects = self._intake.create(live, more=self._intake.checked(live))
            self._conductor.do_when_kept(live, effects)
            await self._conductor.written()
        return child

    def _began_after(self, child: str, moment: datetime) -> bool:
        history = ExecutionState.of(self._surroundings.store.records(child)).history
        return any(change.date >= moment for change in history if change.state is State.RESTARTED)

    async def _again(self, former: ExecutionSummary, other: str) -> str:
        """Restarts an execution that failed; returns its id, or that of another one if it cannot be restarted."""
        if former.state is not State.FAILED:
            return other
        try:
            await self.restart(former.id)
        except StateError:
            return other
        return former.id

    async def ended(self, execution_id: str) -> SubflowEnd:
        """Returns how an execution ended, once its end is on disk."""
        with self._surroundings.rest.waiting():
            await self._conductor.ended(execution_id)
        state = ExecutionState.of(self._surroundings.store.records(execution_id))
        if not state.state.terminated:
            raise TaskError(f"Execution {execution_id} no longer runs here.")
        return SubflowEnd(state.state, state.outputs or {})

    def seen_from(self, execution_id: str, template: Any) -> Any:
        """
        Returns a text, map or list rendered with what an execution that has ended can see.

        Raises:
            NotFoundError, PluginError: It, or the revision of its flow, can no longer be read.
            ExpressionError: A template has no value.
        """
        progress = self._archive.folded(execution_id)
        known = self._surroundings.variables() | self._surroundings.encryption.decrypted(execution_variables(progress))
        return self._surroundings.renderer(progress.flow.namespace, execution_id).render(template, known)

    def _created(self, parent: LiveExecution, run_id: str, request: SubflowRequest, child: str) -> LiveExecution:
        if request.loop is not None:
            return self._round(parent, run_id, request, child)
        flow = self._flow(request)
        source, task = parent.progress.state.created, parent.progress.task(run_id)
        inherited = {
            name: value
            for name, value in parent.progress.state.labels.items()
            if name.startswith(SYSTEM_PREFIX) or (request.inherit_labels and name not in flow.labels)
        }
        known = _parent_of(source, parent.progress.state.runs[run_id], request.iteration)
        created = new_execution(
            flow,
            child,
            self._surroundings.clock.now(),
            inputs=GivenInputs(self._surroundings).written(
                resolve_inputs(flow.inputs, request.inputs, render=InputRendering(self._surroundings, flow))
            ),
            labels={**inherited, **request.labels},
            trigger=TriggerInfo(task.id, task.type, known),
            schedule_date=request.schedule_date,
            waits=True,
        )
        live = LiveExecution(flow, self._surroundings.engine_id)
        live.progress.apply(created)
        return live

    def _round(self, parent: LiveExecution, run_id: str, request: SubflowRequest, child: str) -> LiveExecution:
        """Returns an execution of the tasks inside a loop: it sees what the one around it sees, and its item."""
        around, source, task = parent.progress, parent.progress.state.created, parent.progress.task(run_id)
        flow = round_flow(around.flow, task.id)
        assert flow is not None  # noqa: S101 - only loops ask for rounds
        assert isinstance(task, LoopingTask)  # noqa: S101 - as above
        known = execution_variables(around)
        variables = {name: known[name] for name in ("flow", "trigger", "vars", "schedule") if name in known}
        outputs = {name: value for name, value in known["outputs"].items() if name in task.reads}
        created = new_execution(
            flow,
            child,
            self._surroundings.clock.now(),
            inputs=source.inputs,
            labels=around.state.labels,
            trigger=TriggerInfo(task.id, task.type, _parent_of(source, around.state.runs[run_id])),
            variables=as_written({**variables, "outputs": outputs, "item": request.item}),
        )
        live = LiveExecution(flow, self._surroundings.engine_id)
        live.progress.apply(created)
        return live

    def _flow(self, request: SubflowRequest) -> Flow:
        key = f"{request.namespace}.{request.flow_id}"
        flow = self._flows.get(key)
        if flow is None:
            raise NotFoundError(f"There is no flow {key!r}.", remedy="Deploy it in this notebook.")
        if flow.disabled:
            raise StateError(f"Flow {key} is disabled.")
        return flow if request.revision is None else self._revisions.named(flow.namespace, flow.id, request.revision)


def _parent_of(source: ExecutionCreated, run: TaskRun, iteration: int | None = None) -> dict[str, Any]:
    """Returns what an execution knows of the one that made it, and of the task run that did."""
    known = {
        "executionId": source.id,
        "namespace": source.namespace,
        "flowId": source.flow_id,
        "flowRevision": source.flow_revision,
        "taskRunId": run.id,
        "taskId": run.task_id,
        "taskRunValue": run.value,
        "taskRunIteration": run.iteration if iteration is None else iteration,
    }
    return {name: value for name, value in known.items() if value is not None}


def _id_of(run: TaskRun, part: int, restarts: int) -> str:
    number = sum(not attempt.cut for attempt in run.attempts) - restarts
    digest = hashlib.sha256(f"{run.id}/{number}/{part}".encode()).digest()
    return encode(int.from_bytes(digest[:16], "big"))
