from __future__ import annotations

from typing import Any, ClassVar

from pydantic import Field, model_validator

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.errors import TaskError
from wavetank.model.task import Task


class Resume(Task, RunnableTask):
    """
    Has a paused execution go on (language reference, section 7.2).

    Attributes:
        execution_id: Which; the one of this task if it is left out.
        namespace: Of its flow; only with `executionId`, and together with `flowId`.
        flow_id: Its flow.
        inputs: Those that its Pause task asks for.
    """

    steers: ClassVar[bool] = True
    gone: ClassVar[dict[str, str]] = {"type": "Ask the API of the server."}

    execution_id: str | None = None
    namespace: str | None = None
    flow_id: str | None = None
    inputs: dict[str, Any] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _names_one(self) -> Resume:
        named = {self.namespace is not None, self.flow_id is not None}
        if self.execution_id is None and True in named:
            raise ValueError("`namespace` and `flowId` stand only beside `executionId`")
        if len(named) > 1:
            raise ValueError("`namespace` and `flowId` are given together, or neither of them")
        return self

    async def run(self, context: RunContext) -> Outputs | None:
        """Resumes it; returns when that is on disk."""
        wanted = context.render(self.execution_id) if self.execution_id is not None else context.execution_id
        if self.namespace is not None:
            found = context.history.execution(wanted)
            flow = context.render(self.namespace), context.render(self.flow_id)
            if (found.namespace, found.flow_id) != flow:
                raise TaskError(
                    f"Execution {wanted} is one of {found.namespace}.{found.flow_id}, not of {'.'.join(flow)}."
                )
        await context.resume(wanted, context.render(self.inputs))
        return None
