"""How what is stored looks as rows, in the order of columns of `statements`: the way of each struct there and back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from wavetank.model.event import Outcome, Verdict
from wavetank.model.execution_summary import ExecutionSummary
from wavetank.model.level import Level
from wavetank.model.log_entry import LogEntry, Metric
from wavetank.model.records import AnyRecord
from wavetank.model.state import State
from wavetank.model.stored_flow import StoredFlow
from wavetank.model.trigger_state import Backfill, TriggerState
from wavetank.model.window import Window

if TYPE_CHECKING:
    from collections.abc import Sequence

Row = tuple[Any, ...]


_STATES = {str(state): state for state in State}
_LEVELS = {str(level): level for level in Level}
_OUTCOMES = {str(outcome): outcome for outcome in Outcome}
_ENCODER = msgspec.json.Encoder()
_RECORDS = msgspec.json.Decoder(list[AnyRecord])
_BACKFILL = msgspec.json.Decoder(Backfill)
_TEXTS = msgspec.json.Decoder(dict[str, str])


def records_blob(records: tuple[AnyRecord, ...]) -> bytes:
    """Returns records as a JSON array."""
    return _ENCODER.encode(records)


def records_of(blob: bytes) -> list[AnyRecord]:
    """Returns the records of a JSON array."""
    return _RECORDS.decode(blob)


def execution_row(summary: ExecutionSummary) -> Row:
    """Returns a row of `executions`."""
    return (
        summary.id,
        summary.namespace,
        summary.flow_id,
        summary.flow_revision,
        summary.state.value,
        text_of(summary.created),
        _text_or_none(summary.ended),
        summary.trigger_id,
        _texts(summary.labels),
        summary.error,
        summary.owner,
    )


def execution_of(row: Sequence[Any]) -> ExecutionSummary:
    """Returns the summary of a row of `executions`."""
    return ExecutionSummary(
        id=row[0],
        namespace=row[1],
        flow_id=row[2],
        flow_revision=row[3],
        state=_STATES[row[4]],
        created=datetime.fromisoformat(row[5]),
        ended=_time_or_none(row[6]),
        trigger_id=row[7],
        labels=_texts_of(row[8]),
        error=row[9],
        owner=row[10],
    )


def flow_row(flow: StoredFlow) -> Row:
    """Returns a row of `flows`."""
    return (flow.namespace, flow.id, flow.revision, flow.source, text_of(flow.created), flow.owner, flow.deleted)


def flow_of(row: Row) -> StoredFlow:
    """Returns the revision of a row of `flows`."""
    namespace, flow_id, revision, source, created, owner, deleted = row
    return StoredFlow(
        namespace=namespace,
        id=flow_id,
        revision=revision,
        source=source,
        created=datetime.fromisoformat(created),
        owner=owner,
        deleted=bool(deleted),
    )


def trigger_row(trigger: TriggerState) -> Row:
    """Returns a row of `triggers`."""
    return (
        trigger.namespace,
        trigger.flow_id,
        trigger.trigger_id,
        _text_or_none(trigger.date),
        _text_or_none(trigger.next_date),
        trigger.disabled,
        trigger.listener,
        None if trigger.backfill is None else _ENCODER.encode(trigger.backfill).decode(),
        trigger.paused,
        trigger.heard,
    )


def trigger_of(row: Row) -> TriggerState:
    """Returns the state of a row of `triggers`."""
    namespace, flow_id, trigger_id, date, next_date, disabled, listener, backfill, paused, heard = row
    return TriggerState(
        namespace=namespace,
        flow_id=flow_id,
        trigger_id=trigger_id,
        date=_time_or_none(date),
        next_date=_time_or_none(next_date),
        disabled=bool(disabled),
        listener=listener,
        backfill=None if backfill is None else _BACKFILL.decode(backfill),
        paused=bool(paused),
        heard=heard,
    )


def window_row(window: Window) -> Row:
    """Returns a row of `windows`."""
    fulfilled = _ENCODER.encode(sorted(window.fulfilled)).decode()
    outputs = _ENCODER.encode(window.outputs).decode()
    return (*window.key, text_of(window.start), text_of(window.end), fulfilled, outputs)


def window_of(row: Row) -> Window:
    """Returns the window of a row of `windows`."""
    namespace, flow_id, name, start, end, fulfilled, outputs = row
    return Window(
        namespace=namespace,
        flow_id=flow_id,
        id=name,
        start=datetime.fromisoformat(start),
        end=datetime.fromisoformat(end),
        fulfilled=frozenset(msgspec.json.decode(fulfilled, type=list[str])),
        outputs=msgspec.json.decode(outputs),
    )


def verdict_row(verdict: Verdict) -> Row:
    """Returns a row of `verdicts`."""
    return (
        verdict.id,
        text_of(verdict.at),
        verdict.namespace,
        verdict.flow_id,
        verdict.trigger_id,
        verdict.identity,
        verdict.outcome.value,
        verdict.stage,
        verdict.reason,
        verdict.execution_id,
        verdict.payload,
    )


def verdict_of(row: Row) -> Verdict:
    """Returns the verdict of a row of `verdicts`."""
    return Verdict(
        id=row[0],
        at=datetime.fromisoformat(row[1]),
        namespace=row[2],
        flow_id=row[3],
        trigger_id=row[4],
        identity=row[5],
        outcome=_OUTCOMES[row[6]],
        stage=row[7],
        reason=row[8],
        execution_id=row[9],
        payload=row[10],
    )


def log_row(entry: LogEntry) -> Row:
    """Returns a row of `logs`."""
    return (
        text_of(entry.at),
        entry.level.value,
        entry.message,
        entry.namespace,
        entry.flow_id,
        entry.execution_id,
        entry.task_id,
        entry.task_run_id,
        entry.attempt,
        entry.trigger_id,
    )


def log_of(row: Row) -> LogEntry:
    """Returns the entry of a row of `logs`."""
    return LogEntry(
        at=datetime.fromisoformat(row[0]),
        level=_LEVELS[row[1]],
        message=row[2],
        namespace=row[3],
        flow_id=row[4],
        execution_id=row[5],
        task_id=row[6],
        task_run_id=row[7],
        attempt=row[8],
        trigger_id=row[9],
    )


def metric_row(metric: Metric) -> Row:
    """Returns a row of `metrics`."""
    return (
        text_of(metric.at),
        metric.name,
        metric.type,
        metric.value,
        metric.execution_id,
        metric.task_id,
        metric.task_run_id,
        _texts(metric.tags),
    )


def metric_of(row: Row) -> Metric:
    """Returns the measurement of a row of `metrics`."""
    at, name, kind, value, execution_id, task_id, task_run_id, tags = row
    return Metric(
        at=datetime.fromisoformat(at),
        name=name,
        type=kind,
        value=value,
        execution_id=execution_id,
        task_id=task_id,
        task_run_id=task_run_id,
        tags=_texts_of(tags),
    )


def text_of(at: datetime) -> str:
    """Returns a moment as it stands in a column, so that texts sort as moments do."""
    if at.tzinfo is None:
        raise ValueError(f"the time {at} has no zone")
    return (at if at.tzinfo is UTC else at.astimezone(UTC)).isoformat(timespec="microseconds")


def _text_or_none(at: datetime | None) -> str | None:
    return None if at is None else text_of(at)


def _time_or_none(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _texts(texts: dict[str, str]) -> str:
    return _ENCODER.encode(texts).decode() if texts else "{}"


def _texts_of(text: str) -> dict[str, str]:
    return {} if text == "{}" else _TEXTS.decode(text)
