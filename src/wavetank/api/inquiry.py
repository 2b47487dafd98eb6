from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.abc.event_source import ReactingTrigger
from wavetank.api.execution import Execution
from wavetank.api.explanations.explanation import Explanation
from wavetank.api.explanations.of_execution import of_execution
from wavetank.api.explanations.of_task import of_task
from wavetank.api.explanations.of_trigger import of_trigger
from wavetank.api.explanations.of_verdict import of_verdict
from wavetank.api.trigger_view import TriggerView
from wavetank.api.verdict_view import VerdictView
from wavetank.api.window_view import WindowView
from wavetank.errors import NotFoundError
from wavetank.model.state import State

if TYPE_CHECKING:
    from wavetank.api.engine_inside import EngineInside
    from wavetank.model.event import Verdict

_ENABLE = "remove `disabled: true` and deploy the flow again"
Subject = VerdictView | Execution | TriggerView | tuple[str, str] | str


class Inquiry:
    """Finds out for an engine why something happened or did not."""

    def __init__(self, engine: EngineInside) -> None:
        self._engine = engine
        self._runtime = engine.runtime

    def why(self, subject: Subject, task: str | None = None) -> Explanation:
        """Explains what became of an event, an execution, a trigger or a task, see `Engine.why`."""
        if task is not None:
            return of_task(self._runtime, self._execution_of(subject), task)
        if isinstance(subject, VerdictView):
            return of_verdict(subject)
        if isinstance(subject, Execution):
            made = [self._view_of(each) for each in self._runtime.surroundings.store.verdicts(execution_id=subject.id)]
            return of_execution(self._runtime, subject, made)
        if isinstance(subject, tuple):
            flow = self._engine.flows.get(subject[0])
            if flow is not None and flow.disabled and flow.trigger(subject[1]) is not None:
                return Explanation(f"Flow {flow.key} is disabled, so trigger {subject[1]} is off.", (_ENABLE,))
            subject = self._engine.triggers[subject]
        if isinstance(subject, TriggerView):
            return self._why_trigger(subject)
        return self._why_named(subject)

    def _why_trigger(self, trigger: TriggerView) -> Explanation:
        verdicts = self._engine.verdicts(trigger.flow, limit=None).where(
            lambda verdict: verdict.trigger_id == trigger.id
        )
        watch = self._runtime.supervisor.watch(trigger.flow, trigger.id)
        gates = watch.trigger.gates if isinstance(watch.trigger, ReactingTrigger) else ()
        windows = self._runtime.intake.judging.windows.of(watch.flow, gates) if gates else []
        return of_trigger(self._runtime, trigger, verdicts, [WindowView(gate, window) for gate, window in windows])

    def _why_named(self, name: str) -> Explanation:
        if name in self._engine.flows:
            return self._why_flow(name)
        found = self._runtime.surroundings.store.verdicts(
            verdict_id=name, limit=1
        ) or self._runtime.surroundings.store.verdicts(identity=name, limit=1)
        if found:
            return self.why(self._view_of(found[0]))
        if self._runtime.surroundings.store.summary(name) is None:
            raise NotFoundError(f"No event, execution or flow is called {name!r}.", remedy="See engine.verdicts().")
        return self.why(self._engine.execution(name))

    def _why_flow(self, name: str) -> Explanation:
        newest = self._engine.verdicts(name, limit=1)
        if newest:
            made = newest[0].execution
            # That an event made it is half the answer where it came to no good end.
            return self.why(newest[0] if made is None or made.state is State.SUCCESS else made)
        triggers = [view for view in self._engine.triggers.values() if view.flow == name]
        if triggers:
            return self.why(triggers[0])
        executions = self._engine.executions(name, limit=1)
        if executions:
            return self.why(executions[0])
        return Explanation(f"Flow {name} has no triggers: only a call of run starts it.")

    def _execution_of(self, subject: object) -> Execution:
        if isinstance(subject, Execution):
            return subject
        if isinstance(subject, VerdictView) and subject.execution is not None:
            return subject.execution
        if isinstance(subject, str) and subject in self._engine.flows:
            newest = self._engine.executions(subject, limit=1)
            if newest:
                return newest[0]
        if isinstance(subject, str) and subject not in self._engine.flows:
            return self._engine.execution(subject)
        raise NotFoundError(f"There is no execution of {subject}, so none of its tasks.")

    def _view_of(self, verdict: Verdict) -> VerdictView:
        return VerdictView(verdict, self._engine.execution)
