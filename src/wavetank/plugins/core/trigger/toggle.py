from __future__ import annotations

from typing import ClassVar

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.model.property import Property
from wavetank.model.task import Task
from wavetank.plugins.core.resolved import resolved


class Toggle(Task, RunnableTask):
    """
    Pauses a trigger, or has it go on (language reference, section 7.9).

    Attributes:
        trigger: The id of the trigger.
        namespace: Of its flow; that of the running flow by default.
        flow_id: Its flow; the running one by default.
        enabled: Whether it is to go on.
    """

    gone: ClassVar[dict[str, str]] = {"type": "Ask the API of the server."}

    trigger: str
    namespace: str | None = None
    flow_id: str | None = None
    enabled: Property[bool] | None = None

    async def run(self, context: RunContext) -> Outputs | None:
        """Switches the trigger; remembered over restarts."""
        flow = context.variables["flow"]
        namespace = context.render(self.namespace) if self.namespace is not None else flow["namespace"]
        flow_id = context.render(self.flow_id) if self.flow_id is not None else flow["id"]
        on = resolved(self.enabled, context, default=False)
        await context.switch_trigger(f"{namespace}.{flow_id}", context.render(self.trigger), on=on)
        return None
