from __future__ import annotations

import msgspec

from wavetank.model.event import Verdict
from wavetank.model.execution_summary import ExecutionSummary
from wavetank.model.log_entry import LogEntry, Metric
from wavetank.model.records import AnyRecord
from wavetank.model.stored_flow import StoredFlow
from wavetank.model.trigger_state import TriggerState
from wavetank.model.window import Window


class Append(msgspec.Struct, frozen=True, gc=False):
    """Records of one execution that follow those up to `sequence` (the number of records before them)."""

    execution_id: str
    sequence: int
    records: tuple[AnyRecord, ...]


class Creation(msgspec.Struct, frozen=True, gc=False):
    """
    A new execution, which is refused as a whole when one of its identities has made an execution before.

    Attributes:
        verdicts: One for each identity, FIRED; the store turns them into DUPLICATE when it refuses. Empty for an
            execution that no event made.
    """

    summary: ExecutionSummary
    append: Append
    verdicts: tuple[Verdict, ...] = ()


class Transaction(msgspec.Struct):
    """
    What is written together, or not at all.

    Attributes:
        windows: Windows of several conditions, as they now are.
        closed: The keys of windows that are no more.
        synced: It lets an event be acknowledged, or ends an execution: it must survive a power cut.
    """

    creations: list[Creation] = msgspec.field(default_factory=list)
    appends: list[Append] = msgspec.field(default_factory=list)
    summaries: list[ExecutionSummary] = msgspec.field(default_factory=list)
    verdicts: list[Verdict] = msgspec.field(default_factory=list)
    logs: list[LogEntry] = msgspec.field(default_factory=list)
    metrics: list[Metric] = msgspec.field(default_factory=list)
    flows: list[StoredFlow] = msgspec.field(default_factory=list)
    triggers: list[TriggerState] = msgspec.field(default_factory=list)
    windows: list[Window] = msgspec.field(default_factory=list)
    closed: list[tuple[str, str, str]] = msgspec.field(default_factory=list)
    synced: bool = False
