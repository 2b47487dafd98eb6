from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from wavetank.abc.condition_test import ConditionTest
from wavetank.abc.event_source import PlannedTrigger, PollingTrigger, ReactingTrigger
from wavetank.core.inputs import resolve_inputs
from wavetank.core.nesting import nest
from wavetank.core.new_execution import new_execution
from wavetank.engine.event_context import EventContext
from wavetank.engine.failure import failure_text
from wavetank.engine.given_inputs import GivenInputs
from wavetank.engine.open_windows import OpenWindows
from wavetank.engine.stopped import Stopped
from wavetank.model.event import Event, Outcome
from wavetank.model.level import Level
from wavetank.model.log_entry import LogEntry
from wavetank.model.records import TriggerInfo

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wavetank.engine.journal import Journal
    from wavetank.engine.surroundings import Surroundings
    from wavetank.model.condition import Condition
    from wavetank.model.flow import Flow
    from wavetank.model.records import ExecutionCreated
    from wavetank.model.trigger import Trigger


class Judging:
    """
    From an event to the execution that it makes: fault, conditions, windows, inputs, labels.

    Attributes:
        windows: What Flow triggers with several conditions wait for.
    """

    def __init__(self, surroundings: Surroundings, journal: Journal) -> None:
        self._surroundings = surroundings
        self._journal = journal
        self.windows = OpenWindows(surroundings, journal)

    def execution_of(self, flow: Flow, trigger: Trigger, event: Event, *, tested: bool = False) -> ExecutionCreated:
        """
        Returns the first record of the execution that an event makes.

        Args:
            flow: The flow of the trigger.
            trigger: The trigger.
            event: The event.
            tested: The conditions were asked before.

        Raises:
            Stopped: It makes none.
        """
        if event.fault:
            raise Stopped(Outcome.FAILED, event.stage or "decode", self._surroundings.masked(event.fault))
        context = EventContext(self._surroundings, flow, trigger, event)
        if not tested and (outputs := self._test(flow, trigger, event, context)):
            event = replace(event, variables={**event.variables, "outputs": outputs})
            context = EventContext(self._surroundings, flow, trigger, event)
        created = new_execution(
            flow,
            event.execution_id or self._surroundings.ids(),
            self._surroundings.clock.now(),
            inputs=self._inputs(flow, trigger, event, context),
            labels={**self._labels(flow, trigger, context), **event.labels},
            trigger=TriggerInfo(trigger.id, trigger.type, event.variables, event.log_file),
            variables={"schedule": event.variables} if event.date is not None else {},
            schedule_date=event.date,
        )
        if isinstance(trigger, ReactingTrigger):
            self.windows.reset(flow, trigger.gates)
        return created

    def failed(self, flow: Flow, trigger: Trigger, event: Event) -> ExecutionCreated:
        """Returns the first record of an execution that is created only to show that it failed."""
        return new_execution(
            flow,
            event.execution_id or self._surroundings.ids(),
            self._surroundings.clock.now(),
            trigger=TriggerInfo(trigger.id, trigger.type, event.variables, event.log_file),
            schedule_date=event.date,
        )

    def objection(self, flow: Flow, trigger: Trigger, event: Event) -> Stopped | None:
        """Returns why the conditions of a trigger do not let an event pass; None when they do."""
        try:
            self._test(flow, trigger, event, EventContext(self._surroundings, flow, trigger, event))
        except Stopped as stop:
            return stop
        return None

    def _test(self, flow: Flow, trigger: Trigger, event: Event, context: EventContext) -> dict[str, Any]:
        """Returns the outputs of the executions that the trigger waited for; none if it waits for no others."""
        if isinstance(trigger, ReactingTrigger):
            # Those that select come first: an execution of another flow is none of this trigger's business.
            self._ask(flow, trigger, sorted(trigger.ordinary, key=_selects_not), event, context)
            if trigger.gates:
                warn = partial(self.warn, flow, trigger)
                return self.windows.pass_through(flow, trigger.gates, context, warn)
        else:
            self._ask(flow, trigger, trigger.conditions, event, context)
        return {}

    def _ask(
        self, flow: Flow, trigger: Trigger, conditions: Sequence[Condition], event: Event, context: EventContext
    ) -> None:
        for condition in conditions:
            if not isinstance(condition, ConditionTest):
                raise Stopped(Outcome.FAILED, "conditions", f"{condition.type} cannot be tested here")
            try:
                holds = condition.holds(context)
                explained = "" if holds else condition.explain(context)
            except Exception as error:
                reason = f"Condition {condition.type} cannot be decided: {failure_text(error)}"
                raise self._undecided(flow, trigger, event, self._surroundings.masked(reason)) from error
            if not holds:
                reason = self._surroundings.masked(f"Condition {condition.type} is false: {explained}")
                minor, all_day = condition.selects, condition.by_day
                raise Stopped(Outcome.REJECTED, "conditions", reason, minor=minor, all_day=all_day)

    def _undecided(self, flow: Flow, trigger: Trigger, event: Event, reason: str) -> Stopped:
        shown = isinstance(trigger, PlannedTrigger | PollingTrigger)
        failed = self.failed(flow, trigger, event) if shown else None
        return Stopped(Outcome.FAILED, "conditions", reason, failed=failed)

    def _inputs(self, flow: Flow, trigger: Trigger, event: Event, context: EventContext) -> dict[str, Any]:
        try:
            given = {**(context.render(trigger.inputs) if trigger.inputs else {}), **event.inputs}
            if isinstance(trigger, ReactingTrigger):
                # A Kestra server does not hold them against the inputs that the flow declares.
                typed = nest(given)
            else:
                typed = resolve_inputs(flow.inputs, given, strict=False, render=context.render_input)
            inputs = GivenInputs(self._surroundings).written(typed)
        except Exception as error:
            reason = self._surroundings.masked(f"The trigger's inputs are not accepted: {failure_text(error)}")
            raise Stopped(Outcome.FAILED, "inputs", reason) from error
        return inputs

    def _labels(self, flow: Flow, trigger: Trigger, context: EventContext) -> dict[str, str]:
        labels = {}
        for name, value in trigger.labels.items():
            try:
                labels[str(context.render(name))] = str(context.render(value))
            except Exception as error:  # noqa: BLE001 - whatever fails in a label, the execution goes on without it
                self.warn(flow, trigger, f"Label {name} is left out: {failure_text(error)}")
        return labels

    def warn(self, flow: Flow, trigger: Trigger, text: str) -> None:
        """Adds a message to the log of a trigger."""
        entry = LogEntry(
            at=self._surroundings.clock.now(),
            level=Level.WARN,
            message=self._surroundings.masked(text),
            namespace=flow.namespace,
            flow_id=flow.id,
            trigger_id=trigger.id,
        )
        self._journal.keep(entry)


def _selects_not(condition: Condition) -> bool:
    return not getattr(condition, "selects", False)
