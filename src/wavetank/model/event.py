from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from wavetank.model.upstream import Upstream


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """
    Something that came in for a trigger.

    Attributes:
        identities: What the source knows it by, as `orders/0/17`; a batch (the objects of one poll) has several. The
            engine makes at most one execution from an identity, for ever.
        variables: What expressions see as `trigger`.
        execution_id: The id chosen for the execution before the event was complete, because files are kept under it.
        fault: What is wrong with the event itself, as bytes that are no JSON; empty if nothing is.
        stage: Where the fault was found, as `deserialise`.
        date: The planned moment, for schedules.
        inputs: Inputs that take precedence over those of the trigger: a backfill's.
        labels: Labels that are added to those of the flow and the trigger: a backfill's.
        upstream: The execution that it is about, for a Flow trigger.
        context: What expressions see of that execution, as its `outputs` and `inputs`.
        log_file: The URI of what the trigger logged on the way to it, if that goes to a file.
    """

    identities: tuple[str, ...]
    variables: dict[str, Any]
    execution_id: str = ""
    fault: str = ""
    stage: str = ""
    date: datetime | None = None
    inputs: dict[str, Any] = {}
    labels: dict[str, str] = {}
    upstream: Upstream | None = None
    context: dict[str, Any] = {}
    log_file: str | None = None


class Outcome(StrEnum):
    """What became of an event."""

    FIRED = "FIRED"
    DUPLICATE = "DUPLICATE"
    REJECTED = "REJECTED"
    FAILED = "FAILED"


class Verdict(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """
    The row that each event received has in the ledger.

    Attributes:
        identity: What the source knows the event by.
        reason: One sentence: which condition was false with its rendered parts, what failed; empty when FIRED.
        stage: Where it ended: `deserialise`, `conditions`, `window`, `inputs`, `identity` or `execution`.
        execution_id: The execution that it made, or, for a DUPLICATE, the one that was made before.
        payload: The variables as JSON text, shortened.
    """

    id: str
    at: datetime
    namespace: str
    flow_id: str
    trigger_id: str
    identity: str
    outcome: Outcome
    stage: str = "execution"
    reason: str = ""
    execution_id: str | None = None
    payload: str = ""
