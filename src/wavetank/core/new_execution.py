from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wavetank.core.written import clean_text
from wavetank.errors import InputError
from wavetank.model.labels import CORRELATION_ID, SYSTEM_PREFIX
from wavetank.model.records import ExecutionCreated, TriggerInfo

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from wavetank.model.flow import Flow


def new_execution(
    flow: Flow,
    execution_id: str,
    now: datetime,
    *,
    inputs: Mapping[str, Any] | None = None,
    labels: Mapping[str, str] | None = None,
    trigger: TriggerInfo | None = None,
    variables: Mapping[str, Any] | None = None,
    schedule_date: datetime | None = None,
    waits: bool = False,
) -> ExecutionCreated:
    """
    Returns the first record of an execution of a flow.

    Its labels are those of the flow, then those that are given (semantics reference, section 13), and last
    `system.correlationId`: its own id, unless it is given.

    Args:
        flow: What it runs.
        execution_id: Its id.
        now: When it is created.
        inputs: As they are kept.
        labels: In the place of those of the flow with the same key.
        trigger: What made it.
        variables: What expressions see on top.
        schedule_date: The date that it is made for.
        waits: Whether it begins only then.
    """
    own = {**flow.labels, **(labels or {})}
    return ExecutionCreated(
        at=now,
        id=execution_id,
        namespace=flow.namespace,
        flow_id=flow.id,
        flow_revision=flow.revision,
        inputs=dict(inputs or {}),
        labels=own if CORRELATION_ID in own else {**own, CORRELATION_ID: execution_id},
        trigger=trigger,
        variables=dict(variables or {}),
        schedule_date=schedule_date,
        begins=schedule_date if waits and schedule_date is not None and schedule_date > now else None,
    )


def labels_by_hand(labels: Mapping[Any, Any], *, created: bool = False) -> dict[str, str]:
    """
    Returns labels that a caller gives, as texts.

    Args:
        labels: By their keys.
        created: For an execution that is being created, which may be given its `system.correlationId`.

    Raises:
        InputError: A key or a value is missing, or the label belongs to the engine.
    """
    given = {}
    for key, value in labels.items():
        if key in (None, "") or value in (None, ""):
            raise InputError(f"A label has a key and a value, and neither is empty; this one is {key!r}: {value!r}.")
        name = clean_text(str(key))
        if name.startswith(SYSTEM_PREFIX) and not (created and name == CORRELATION_ID):
            raise InputError(f"System labels can only be set by the engine itself, offending label: {name}.")
        given[name] = clean_text(str(value))
    return given
