from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Field

from wavetank.abc.runnable_task import Outputs, Result, RunContext, RunnableTask
from wavetank.errors import TaskError
from wavetank.model.labels import Labels
from wavetank.model.property import Property
from wavetank.model.restart_behavior import RestartBehavior
from wavetank.model.state import State
from wavetank.model.subflow_request import SubflowRequest
from wavetank.model.task import Task
from wavetank.plugins.core.date_text import date_of

_TRANSMITTED = frozenset({State.FAILED, State.WARNING, State.KILLED})


class Subflow(Task, RunnableTask):
    """
    Runs another flow as an execution of its own (language reference, section 7.1; semantics, section 8).

    Attributes:
        revision: Of the flow; the newest by default.
        schedule_date: When its execution begins; at once by default.
        wait: Whether to wait for its end.
        transmit_failed: Whether a bad end of it is the task's, too.
        inherit_labels: Whether it gets the labels of this execution.
        outputs: Rendered with what the other execution sees, if its flow has no outputs of its own.
        restart_behavior: Whether a restart goes on with the execution that failed, or makes a new one.
    """

    steers: ClassVar[bool] = True
    deprecated: ClassVar[dict[str, str]] = {"outputs": "Declare `outputs` of the flow that it runs."}
    gone: ClassVar[dict[str, str]] = deprecated

    namespace: str
    flow_id: str
    revision: Annotated[int | None, Field(ge=1)] = None
    inputs: dict[str, Any] = Field(default_factory=dict)
    labels: Labels = Field(default_factory=dict)
    wait: bool = True
    transmit_failed: bool = True
    inherit_labels: Property[bool] | None = None
    outputs: dict[str, Any] | None = None
    schedule_date: str | None = None
    restart_behavior: RestartBehavior = RestartBehavior.RETRY_FAILED

    def calls(self) -> str:
        """Returns the key of the other flow."""
        return f"{self.namespace}.{self.flow_id}"

    async def run(self, context: RunContext) -> Outputs | Result | None:
        """Starts the other flow, and waits for its end unless it is told not to."""
        when = None if self.schedule_date is None else date_of(self.schedule_date, context, "scheduleDate")
        request = SubflowRequest(
            namespace=context.render(self.namespace),
            flow_id=context.render(self.flow_id),
            inputs=context.render(self.inputs),
            labels=context.render(self.labels),
            inherit_labels=context.resolve_or(self.inherit_labels, default=False),
            revision=self.revision,
            schedule_date=when,
            anew=self.restart_behavior is RestartBehavior.NEW_EXECUTION,
        )
        child = await context.start_flow(request)
        if not self.wait:
            return {"executionId": child, "state": State.CREATED.value}
        ended = await context.flow_ended(child)
        left = ended.outputs or context.seen_from(child, self.outputs or {})
        outputs = {"executionId": child, "state": ended.state.value, "outputs": left}
        if not self.transmit_failed or ended.state not in _TRANSMITTED:
            return outputs
        if ended.state is State.WARNING:
            return Result(State.WARNING, outputs)
        raise TaskError(
            f"Execution {child} of {request.namespace}.{request.flow_id} is {ended.state}.", outputs=outputs
        )
