from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from wavetank.abc.event_source import EventSource
from wavetank.model.records import ExecutionCreated

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wavetank.engine.runtime import Runtime
    from wavetank.model.event import Verdict
    from wavetank.model.flow import Flow
    from wavetank.model.trigger import Trigger

_SEARCHED = 200
_MASK = "******"


def recent_event(runtime: Runtime, flow: Flow, trigger: Trigger) -> Any:
    """
    Returns the newest event of a trigger as `engine.fire` takes it, whatever became of it.

    None if there was none among the newest events of its flow, if it cannot be told whole, or if a secret is in it.
    """
    if not isinstance(trigger, EventSource):
        return None
    store = runtime.surroundings.store
    verdicts = store.verdicts(namespace=flow.namespace, flow_id=flow.id, limit=_SEARCHED)
    newest = next((each for each in verdicts if each.trigger_id == trigger.id), None)
    variables = _variables(runtime, newest) if newest is not None else None
    sample = trigger.sample_like(variables) if variables else None
    return sample if sample and not _has_secret(runtime, sample) else None


def _variables(runtime: Runtime, verdict: Verdict) -> Mapping[str, Any] | None:
    try:
        held = json.loads(verdict.payload)
    except ValueError:
        # The ledger keeps the beginning of a long one; the execution has all of it.
        return _of_execution(runtime, verdict.execution_id) if verdict.execution_id else None
    return held if isinstance(held, dict) else None


def _of_execution(runtime: Runtime, execution_id: str) -> Mapping[str, Any] | None:
    created = runtime.surroundings.store.first_record(execution_id)
    return created.trigger.variables if isinstance(created, ExecutionCreated) and created.trigger else None


def _has_secret(runtime: Runtime, sample: Any) -> bool:
    text = json.dumps(sample, ensure_ascii=False, default=str)
    return _MASK in text or runtime.surroundings.masked(text) != text
