"""
What happened to an execution, in the past tense: an execution is the list of its records, and nothing else.

Records are only ever appended. Everything that can be asked about an execution is folded from them, by the engine
that runs it, by a reader, and by the engine that takes it over after a crash.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from wavetank.model.stand_in import StandIn
from wavetank.model.state import State
from wavetank.model.task_run import Change, TaskRun


class TriggerInfo(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Which trigger made an execution, the variables that it produced, and the URI of its log if that is a file."""

    id: str
    type: str
    variables: dict[str, Any] = {}
    log_file: str | None = None


# Records and what is folded from them are plain data that cannot refer to itself. The garbage collector, which walks
# through a kernel's whole memory, need not be woken for them (measured: a tenth of the time of 1,000 executions).
class Record(msgspec.Struct, frozen=True, kw_only=True, tag_field="record", omit_defaults=True, gc=False):
    """A fact about one execution; `at` is aware and in UTC."""

    at: datetime


class ExecutionCreated(Record, tag="ExecutionCreated", frozen=True, kw_only=True):
    """
    An execution came to be, from a call or from an event.

    Attributes:
        begins: It stays CREATED until then; None begins at once.
        attempt: The number of this execution in a chain in which each is made because the one before failed.
        chain_began: When the first of that chain was created; None for the first itself.
        until: The task after which nothing more is begun; None runs the whole flow.
        given: What stands in the place of tasks, by their ids.
    """

    id: str
    namespace: str
    flow_id: str
    flow_revision: int
    inputs: dict[str, Any] = {}
    labels: dict[str, str] = {}
    trigger: TriggerInfo | None = None
    variables: dict[str, Any] = {}
    parent_id: str | None = None
    original_id: str | None = None
    schedule_date: datetime | None = None
    begins: datetime | None = None
    attempt: int = 1
    chain_began: datetime | None = None
    until: str | None = None
    given: dict[str, StandIn] = {}


class ExecutionStarted(Record, tag="ExecutionStarted", frozen=True, kw_only=True):
    """The execution went from CREATED to RUNNING."""


class TaskRunCreated(Record, tag="TaskRunCreated", frozen=True, kw_only=True):
    """
    A task was reached.

    Attributes:
        parent_id: The task run of the flowable around it, None at the top.
        branch: `tasks` or `errors` of the level.
        group: The index of its group in the plan of the level.
    """

    id: str
    task_id: str
    parent_id: str | None = None
    value: str | None = None
    iteration: int | None = None
    branch: str = "tasks"
    group: int = 0


class TaskRunAdded(Record, tag="TaskRunAdded", frozen=True, kw_only=True):
    """
    A task told of a piece of its work: a task run below its own that no task of the flow stands for.

    Attributes:
        task_id: What the piece is called.
        state: How it ended.
    """

    id: str
    task_id: str
    parent_id: str
    state: State
    value: str | None = None
    outputs: dict[str, Any] | None = None
    error: str = ""


class TaskRunStarted(Record, tag="TaskRunStarted", frozen=True, kw_only=True):
    """A task run went to RUNNING; for a task that does work, an attempt begins."""

    id: str
    attempt: bool = True


class TaskRunResolved(Record, tag="TaskRunResolved", frozen=True, kw_only=True):
    """The question of a flowable task was answered; its plan follows from the answer."""

    id: str
    answer: Any = None
    outputs: dict[str, Any] | None = None


class TaskRunReported(Record, tag="TaskRunReported", frozen=True, kw_only=True):
    """A task at work showed outputs; those of its end take their place."""

    id: str
    outputs: dict[str, Any]


class TaskRunCut(Record, tag="TaskRunCut", frozen=True, kw_only=True):
    """The process that ran an attempt died; the task run will be started again."""

    id: str


class TaskRunEnded(Record, tag="TaskRunEnded", frozen=True, kw_only=True):
    """A task run reached a terminal state; `log_file` is the URI of the attempt's log, if it goes to a file."""

    id: str
    state: State
    outputs: dict[str, Any] | None = None
    error: str = ""
    log_file: str | None = None


class TaskRunPaused(Record, tag="TaskRunPaused", frozen=True, kw_only=True):
    """
    A task run waits for somebody to go on.

    Attributes:
        due: When it ends by itself; None waits until it is resumed.
        outcome: How it ends then.
    """

    id: str
    due: datetime | None = None
    outcome: State = State.SUCCESS
    answer: Any = None


class TaskRunResumed(Record, tag="TaskRunResumed", frozen=True, kw_only=True):
    """A paused task run went on."""

    id: str


class RoundEnded(Record, tag="RoundEnded", frozen=True, kw_only=True):
    """No child of a loop failed; the question after the round is to be asked."""

    id: str
    outputs: dict[str, Any] | None = None


class RoundBegun(Record, tag="RoundBegun", frozen=True, kw_only=True):
    """A loop begins another round: the task runs inside it are gone, and its children come anew."""

    id: str
    outputs: dict[str, Any] | None = None


class RoundsOver(Record, tag="RoundsOver", frozen=True, kw_only=True):
    """No round of a loop follows, or the time of a pause is over: how it ends; `error` is the cause if it failed."""

    id: str
    state: State
    error: str = ""


class TaskRunRetrying(Record, tag="TaskRunRetrying", frozen=True, kw_only=True):
    """An attempt failed, and there will be another one when it is `due`."""

    id: str
    due: datetime
    error: str = ""
    log_file: str | None = None


class TaskRunRequeued(Record, tag="TaskRunRequeued", frozen=True, kw_only=True):
    """The time of the next attempt has come."""

    id: str


class RunsRearranged(Record, tag="RunsRearranged", frozen=True, kw_only=True):
    """
    A restart, a replay or a change of state by hand: these are the task runs of the execution from now on.

    Attributes:
        history: The states that it has gone through, where it takes them over from another; its own if empty.
    """

    runs: tuple[TaskRun, ...]
    history: tuple[Change, ...] = ()


class ExecutionEntered(Record, tag="ExecutionEntered", frozen=True, kw_only=True):
    """
    The execution went into a state that is not its end: PAUSED, RESTARTED, RUNNING, RETRYING, QUEUED, KILLING.

    Or it has ended, and somebody gave it another state in which an execution ends.

    Attributes:
        by_hand: Somebody paused it; nothing new begins until somebody has it go on.
    """

    state: State
    by_hand: bool = False


class LabelsSet(Record, tag="LabelsSet", frozen=True, kw_only=True):
    """The execution got labels; each takes the place of one with the same key."""

    labels: dict[str, str]


class VariablesSet(Record, tag="VariablesSet", frozen=True, kw_only=True):
    """The execution's own variables, which expressions see in `vars`, became these."""

    variables: dict[str, Any]


class ExecutionEnded(Record, tag="ExecutionEnded", frozen=True, kw_only=True):
    """The execution reached a terminal state; `error` is the cause in a sentence when there is one."""

    state: State
    outputs: dict[str, Any] | None = None
    error: str = ""


class ListenersChosen(Record, tag="ListenersChosen", frozen=True, kw_only=True):
    """The execution has ended, and the conditions of these listeners of the flow, by their indices, hold."""

    indices: tuple[int, ...] = ()


class ExecutionExiting(Record, tag="ExecutionExiting", frozen=True, kw_only=True):
    """
    A task ends the execution in this state: nothing new begins, and it ends when what is at work has ended.

    Attributes:
        error: Why, in a sentence, if the state is a bad one.
        again: Another execution in its place begins then; None for no other.
    """

    state: State
    error: str = ""
    again: datetime | None = None


class ExecutionRenewed(Record, tag="ExecutionRenewed", frozen=True, kw_only=True):
    """Another execution was created in the place of this one, which has failed."""

    execution_id: str


class SlaViolated(Record, tag="SlaViolated", frozen=True, kw_only=True):
    """
    The execution broke a promise of its flow.

    Attributes:
        id: Of the SLA.
        labels: What the execution is labelled with for it.
    """

    id: str
    reason: str
    labels: dict[str, str] = {}


AnyRecord = (
    ExecutionCreated
    | ExecutionStarted
    | TaskRunCreated
    | TaskRunAdded
    | TaskRunStarted
    | TaskRunResolved
    | TaskRunReported
    | TaskRunCut
    | TaskRunEnded
    | TaskRunPaused
    | TaskRunResumed
    | RoundEnded
    | RoundBegun
    | RoundsOver
    | TaskRunRetrying
    | TaskRunRequeued
    | RunsRearranged
    | ExecutionEntered
    | LabelsSet
    | VariablesSet
    | ExecutionEnded
    | ListenersChosen
    | ExecutionExiting
    | ExecutionRenewed
    | SlaViolated
)
