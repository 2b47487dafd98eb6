from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.api.explanations.explanation import Explanation

if TYPE_CHECKING:
    from wavetank.api.verdict_view import VerdictView


def of_verdict(verdict: VerdictView) -> Explanation:
    """Explains what became of an event."""
    place = f"{verdict.namespace}.{verdict.flow_id}, trigger {verdict.trigger_id}"
    sentence = {
        "FIRED": f"The event fired and made execution {verdict.execution_id}.",
        "DUPLICATE": f"The event fired nothing: it came before, and made execution {verdict.execution_id}.",
        "REJECTED": f"The event fired nothing: it was rejected at the stage {verdict.stage}.",
        "FAILED": f"The event fired nothing: it failed at the stage {verdict.stage}.",
    }[verdict.outcome.value]
    facts = [verdict.reason] if verdict.reason else []
    facts += [f"flow: {place}", f"received: {verdict.at:%Y-%m-%d %H:%M:%S.%f %Z}", f"identity: {verdict.identity}"]
    return Explanation(sentence, (*facts, f"payload: {verdict.payload}"))


def in_a_line(verdict: VerdictView) -> str:
    """Returns what became of an event, in a line."""
    made = f" → {verdict.execution_id}" if verdict.outcome.value == "FIRED" else f": {verdict.reason}"
    return f"{verdict.at:%Y-%m-%d %H:%M:%S} {verdict.identity} {verdict.outcome}{made}"
