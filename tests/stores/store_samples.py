"""What tests put into stores: short ways to make records, summaries, verdicts and transactions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from wavetank.model.event import Outcome, Verdict
from wavetank.model.execution_summary import ExecutionSummary
from wavetank.model.level import Level
from wavetank.model.log_entry import LogEntry, Metric
from wavetank.model.records import ExecutionCreated, ExecutionEnded, TaskRunStarted
from wavetank.model.state import State
from wavetank.model.stored_flow import StoredFlow
from wavetank.model.transaction import Append, Creation, Transaction
from wavetank.model.trigger_state import TriggerState
from wavetank.model.window import Window

NAMESPACE = "company.team"
START = datetime(2026, 11, 22, 10, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def summary(execution_id: str, **fields) -> ExecutionSummary:
    given = {"namespace": NAMESPACE, "flow_id": "orders", "flow_revision": 1, "state": State.RUNNING, "created": at(0)}
    return ExecutionSummary(id=execution_id, **(given | fields))


def ended(execution_id: str, state: State = State.SUCCESS, **fields) -> ExecutionSummary:
    return summary(execution_id, state=state, **({"ended": at(9)} | fields))


def created(execution_id: str) -> ExecutionCreated:
    return ExecutionCreated(at=at(0), id=execution_id, namespace=NAMESPACE, flow_id="orders", flow_revision=1)


def append(execution_id: str, sequence: int, count: int = 1) -> Append:
    records = tuple(TaskRunStarted(at=at(sequence), id=f"run-{sequence + one}") for one in range(count))
    return Append(execution_id=execution_id, sequence=sequence, records=records)


def end(execution_id: str, sequence: int, state: State = State.SUCCESS) -> Append:
    return Append(execution_id=execution_id, sequence=sequence, records=(ExecutionEnded(at=at(9), state=state),))


def verdict(verdict_id: str, identity: str, **fields) -> Verdict:
    given = {
        "at": at(0),
        "namespace": NAMESPACE,
        "flow_id": "orders",
        "trigger_id": "kafka",
        "outcome": Outcome.FIRED,
        "payload": '{"value": 1}',
    }
    return Verdict(id=verdict_id, identity=identity, **(given | fields))


def creation(execution_id: str, *identities: str, **fields) -> Creation:
    """A creation with one verdict for each identity, `v-<execution>-<identity>`."""
    verdicts = tuple(verdict(f"v-{execution_id}-{one}", one, execution_id=execution_id) for one in identities)
    append = Append(execution_id=execution_id, sequence=0, records=(created(execution_id),))
    return Creation(summary=summary(execution_id, **fields), append=append, verdicts=verdicts)


def creating(*creations: Creation, **fields) -> Transaction:
    return Transaction(creations=list(creations), **fields)


def flow(flow_id: str, revision: int = 1, **fields) -> StoredFlow:
    source = f"id: {flow_id}\nnamespace: {NAMESPACE}\n"
    given = {"namespace": NAMESPACE, "revision": revision, "source": source, "created": at(revision)}
    return StoredFlow(id=flow_id, **(given | fields))


def trigger(trigger_id: str, **fields) -> TriggerState:
    return TriggerState(trigger_id=trigger_id, **({"namespace": NAMESPACE, "flow_id": "orders"} | fields))


def window(window_id: str, *fulfilled: str, **fields) -> Window:
    given = {"namespace": NAMESPACE, "flow_id": "orders", "start": at(0), "end": at(60)}
    return Window(id=window_id, fulfilled=frozenset(fulfilled), **(given | fields))


def log(message: str, execution_id: str | None = None, **fields) -> LogEntry:
    given = {"at": at(1), "level": Level.INFO, "namespace": NAMESPACE, "flow_id": "orders"}
    return LogEntry(message=message, execution_id=execution_id, **(given | fields))


def metric(name: str, execution_id: str, **fields) -> Metric:
    given = {"at": at(1), "type": "counter", "value": 2.5, "task_id": "load", "task_run_id": "run"}
    return Metric(name=name, execution_id=execution_id, **(given | fields))
