"""What stands in the tables and DataFrames of the public API, by the name of the column; a picture shows less."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from wavetank.api import pictures

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wavetank.api.execution import Execution
    from wavetank.api.verdict_view import VerdictView
    from wavetank.model.diagnostic import Diagnostic
    from wavetank.model.finding import Finding
    from wavetank.model.log_entry import LogEntry, Metric
    from wavetank.model.task_run import TaskRun

EXECUTION_COLUMNS: Mapping[str, Callable[[Execution], Any]] = {
    "id": lambda execution: execution.id,
    "namespace": lambda execution: execution.namespace,
    "flow": lambda execution: execution.flow_id,
    "revision": lambda execution: execution.flow_revision,
    "state": lambda execution: execution.listed.state,
    "trigger": lambda execution: execution.listed.trigger_id,
    "created": lambda execution: execution.listed.created,
    "ended": lambda execution: execution.listed.ended,
    "duration": lambda execution: execution.listed.duration,
    "labels": lambda execution: execution.listed.labels,
    "error": lambda execution: execution.listed.error,
}

EXECUTION_PICTURE: Mapping[str, Callable[[Execution], Any]] = {
    **{name: EXECUTION_COLUMNS[name] for name in ("id", "flow", "state", "trigger", "created")},
    "took": lambda execution: _span(execution.listed.duration),
    "labels": lambda execution: pictures.labels_text(execution.listed.labels),
    "error": EXECUTION_COLUMNS["error"],
}

TASK_RUN_COLUMNS: Mapping[str, Callable[[TaskRun], Any]] = {
    "task_id": lambda run: run.task_id,
    "value": lambda run: run.value,
    "state": lambda run: run.state,
    "started": lambda run: run.started,
    "ended": lambda run: run.ended,
    "duration": lambda run: run.duration,
    "attempts": lambda run: len(run.attempts),
    "outputs": lambda run: run.outputs or {},
    "error": lambda run: run.error,
    "id": lambda run: run.id,
    "parent_id": lambda run: run.parent_id,
}

TASK_RUN_PICTURE: Mapping[str, Callable[[TaskRun], Any]] = {
    **{name: TASK_RUN_COLUMNS[name] for name in ("task_id", "value", "state", "started")},
    "took": lambda run: _span(run.duration),
    "tries": lambda run: len(run.attempts) if len(run.attempts) > 1 else None,
    "outputs": lambda run: run.outputs or None,
    **{name: TASK_RUN_COLUMNS[name] for name in ("error", "id")},
}

LOG_COLUMNS: Mapping[str, Callable[[LogEntry], Any]] = {
    "at": lambda entry: entry.at,
    "level": lambda entry: entry.level,
    "task_id": lambda entry: entry.task_id,
    "message": lambda entry: entry.message,
    "attempt": lambda entry: entry.attempt,
    "task_run_id": lambda entry: entry.task_run_id,
    "execution_id": lambda entry: entry.execution_id,
}

LOG_PICTURE = {name: LOG_COLUMNS[name] for name in ("at", "level", "task_id", "message")}

METRIC_COLUMNS: Mapping[str, Callable[[Metric], Any]] = {
    "at": lambda metric: metric.at,
    "task_id": lambda metric: metric.task_id,
    "name": lambda metric: metric.name,
    "type": lambda metric: metric.type,
    "value": lambda metric: metric.value,
    "tags": lambda metric: metric.tags,
}

DIAGNOSTIC_COLUMNS: Mapping[str, Callable[[Diagnostic], Any]] = {
    "line": lambda each: each.line,
    "column": lambda each: each.column,
    "severity": lambda each: each.severity,
    "code": lambda each: each.code,
    "path": lambda each: each.path,
    "message": lambda each: each.message,
    "remedy": lambda each: each.remedy,
}

VERDICT_COLUMNS: Mapping[str, Callable[[VerdictView], Any]] = {
    "at": lambda verdict: verdict.at,
    "flow": lambda verdict: verdict.flow_id,
    "trigger": lambda verdict: verdict.trigger_id,
    "outcome": lambda verdict: verdict.outcome,
    "stage": lambda verdict: verdict.stage,
    "reason": lambda verdict: verdict.reason,
    "identity": lambda verdict: verdict.identity,
    "execution_id": lambda verdict: verdict.execution_id,
    "payload": lambda verdict: verdict.payload,
    "id": lambda verdict: verdict.id,
}

FINDING_COLUMNS: Mapping[str, Callable[[Finding], Any]] = {
    "subject": lambda finding: finding.subject,
    "grade": lambda finding: finding.grade,
    "detail": lambda finding: finding.detail,
    "remedy": lambda finding: finding.remedy,
}

VERDICT_PICTURE: Mapping[str, Callable[[VerdictView], Any]] = {
    **{name: VERDICT_COLUMNS[name] for name in ("at", "flow", "trigger", "outcome")},
    "reason": lambda verdict: f"{verdict.stage}: {verdict.reason}" if verdict.reason else "",
    **{name: VERDICT_COLUMNS[name] for name in ("identity", "execution_id")},
}


def _span(seconds: float | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)
