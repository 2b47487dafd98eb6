from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from wavetank.api.views.element import element
from wavetank.api.views.styled import styled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wavetank.api.execution import Execution
    from wavetank.api.trigger_view import TriggerView
    from wavetank.api.verdict_view import VerdictView


class Explanation(msgspec.Struct, frozen=True):
    """Why something happened, or did not: a sentence, and the facts behind it."""

    sentence: str
    facts: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "\n".join((self.sentence, *(f"  {fact}" for fact in self.facts)))

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        facts = [element("li", fact) for fact in self.facts]
        return styled([element("div", element("b", self.sentence), element("ul", *facts) if facts else None)])


def of_verdict(verdict: VerdictView) -> Explanation:
    """Explains what became of an event."""
    place = f"{verdict.namespace}.{verdict.flow_id}, trigger {verdict.trigger_id}"
    sentence = {
        "FIRED": f"The event fired and made execution {verdict.execution_id}.",
        "DUPLICATE": "The event fired nothing: it had been received before.",
        "REJECTED": f"The event fired nothing: it was rejected at the stage {verdict.stage}.",
        "FAILED": f"The event fired nothing: it failed at the stage {verdict.stage}.",
    }[verdict.outcome.value]
    facts = [verdict.reason] if verdict.reason else []
    facts += [f"flow: {place}", f"received: {verdict.at:%Y-%m-%d %H:%M:%S.%f %Z}", f"identity: {verdict.identity}"]
    return Explanation(sentence, (*facts, f"payload: {verdict.payload}"))


def of_execution(execution: Execution, verdicts: Sequence[VerdictView]) -> Explanation:
    """Explains an execution: what made it, where it is, what failed."""
    trigger = execution.trigger
    made = f"made by trigger {trigger.id} ({trigger.type})" if trigger else "started by hand"
    sentence = f"Execution {execution.id} of {execution.namespace}.{execution.flow_id} is {execution.state}; {made}."
    facts = [execution.error] if execution.error else []
    facts += [f"event: {verdict.identity}, received {verdict.at:%H:%M:%S.%f}" for verdict in verdicts[:5]]
    for run in execution.task_runs:
        value = f" [{run.value}]" if run.value is not None else ""
        if run.error:
            facts.append(f"task {run.task_id}{value}: {run.error}")
        elif not run.state.terminated:
            facts.append(f"task {run.task_id}{value} is {run.state}")
        if any(attempt.cut for attempt in run.attempts):
            facts.append(f"task {run.task_id}{value} was cut off by the end of its process, and began anew")
    return Explanation(sentence, tuple(facts))


def of_trigger(trigger: TriggerView, verdicts: Sequence[VerdictView]) -> Explanation:
    """Explains what a trigger is doing, and what became of the last events."""
    sentence = (
        f"Trigger {trigger.id} of {trigger.flow} is {trigger.state}{f': {trigger.detail}' if trigger.detail else ''}."
    )
    facts = [f"URL: {trigger.masked_url}"] if trigger.masked_url else []
    if not verdicts:
        facts.append("It has received no event yet.")
    facts += [_last(verdict) for verdict in verdicts[:5]]
    return Explanation(sentence, tuple(facts))


def _last(verdict: VerdictView) -> str:
    made = f" → {verdict.execution_id}" if verdict.outcome.value == "FIRED" else f": {verdict.reason}"
    return f"{verdict.at:%H:%M:%S} {verdict.identity} {verdict.outcome}{made}"
