from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import model_validator

from wavetank.abc.runnable_task import Outputs, RunContext, RunnableTask
from wavetank.model.part import Part
from wavetank.model.property import Property
from wavetank.model.state import State
from wavetank.model.task import Task
from wavetank.plugins.core.date_text import date_of
from wavetank.plugins.core.resolved import resolved

if TYPE_CHECKING:
    from datetime import datetime


class CountedFlow(Part):
    """A flow whose executions are counted."""

    namespace: str
    flow_id: str


class Count(Task, RunnableTask):
    """
    Counts executions of flows or namespaces (language reference, section 7.2).

    Outputs: `results`, a list of `{namespace, flowId, count}` of those for which `expression` is true, and `total`.

    Attributes:
        states: Only executions in these states.
        start_date: Only those that were created then or later.
        end_date: Only those that were created then or earlier.
        expression: Sees `count` beside the usual variables; a result stays when it gives exactly `true`.
    """

    gone: ClassVar[dict[str, str]] = {"type": "Ask the API of the server."}

    flows: tuple[CountedFlow, ...] = ()
    namespaces: tuple[str, ...] = ()
    states: Property[list[State]] | None = None
    start_date: str
    end_date: str | None = None
    expression: str

    @model_validator(mode="after")
    def _something_to_count(self) -> Count:
        if not self.flows and not self.namespaces:
            raise ValueError("`flows` or `namespaces` must say what is counted")
        return self

    def run(self, context: RunContext) -> Outputs | None:
        """Counts, and keeps what the expression lets through."""
        start = date_of(self.start_date, context, "startDate")
        end = None if self.end_date is None else date_of(self.end_date, context, "endDate")
        found = [self._counted(context, namespace, flow_id, start, end) for namespace, flow_id in self._asked(context)]
        results = [each for each in found if self._wanted(context, each["count"])]
        return {"results": results, "total": sum(each["count"] for each in results)}

    def _asked(self, context: RunContext) -> list[tuple[str, str | None]]:
        flows = [(context.render(flow.namespace), context.render(flow.flow_id)) for flow in self.flows]
        return [*flows, *((context.render(namespace), None) for namespace in self.namespaces)]

    def _counted(
        self, context: RunContext, namespace: str, flow_id: str | None, start: datetime, end: datetime | None
    ) -> dict[str, Any]:
        states = resolved(self.states, context, default=[])
        found = context.history.executions(
            namespace=namespace,
            flow_id=flow_id,
            states=states,
            start=start,
            end=end,
        )
        known: dict[str, Any] = {"namespace": namespace, "count": len(found)}
        return known if flow_id is None else {**known, "flowId": flow_id}

    def _wanted(self, context: RunContext, count: int) -> bool:
        text: str = context.render(self.expression, extra={"count": count})
        return text.strip() == "true"
