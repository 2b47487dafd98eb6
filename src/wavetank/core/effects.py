"""What the core asks the shell to do. Each effect is done only when the records that led to it are on disk."""

from __future__ import annotations

from datetime import datetime

import msgspec


class StartTask(msgspec.Struct, frozen=True, gc=False):
    """
    Run a task that does work; the shell answers with TaskRunEnded.

    In state CREATED its `runIf` and its cache are still to be asked; then TaskRunStarted, or TaskRunEnded as SKIPPED or
    with what the cache holds, follows.
    """

    run_id: str


class AnswerQuestion(msgspec.Struct, frozen=True, gc=False):
    """
    Render `runIf` and the question of a flowable task.

    The shell answers with TaskRunStarted and TaskRunResolved, or with TaskRunEnded: SKIPPED, or FAILED if it cannot.
    """

    run_id: str


class CloseDirectory(msgspec.Struct, frozen=True, gc=False):
    """Keep what is to be kept of the folder of a block, whose tasks have ended; the shell answers with TaskRunEnded."""

    run_id: str


class AskAfterRound(msgspec.Struct, frozen=True, gc=False):
    """
    Render the question that a loop asks after a round.

    The shell answers with what `after_round` makes of the answer, or with RoundsOver as FAILED if it cannot.
    """

    run_id: str


class Conclude(msgspec.Struct, frozen=True, gc=False):
    """Render the flow's outputs and end the execution."""


class ChooseListeners(msgspec.Struct, frozen=True, gc=False):
    """Ask the conditions of the flow's listeners; the shell answers with ListenersChosen."""


class Begin(msgspec.Struct, frozen=True):
    """Have an execution begin that waits for its date; the shell answers with ExecutionStarted, if there is room."""

    due: datetime


class Renew(msgspec.Struct, frozen=True):
    """Create another execution in the place of one that has failed; the shell answers with ExecutionRenewed."""

    begins: datetime


class WatchSla(msgspec.Struct, frozen=True):
    """Look at an SLA when its time is over, and end the execution if it says so."""

    sla_id: str
    due: datetime


class Wake(msgspec.Struct, frozen=True):
    """Come back to a task run when it is due: it is to be tried again, or its pause is over."""

    run_id: str
    due: datetime


Effect = (
    Wake
    | Begin
    | Renew
    | WatchSla
    | StartTask
    | AnswerQuestion
    | AskAfterRound
    | CloseDirectory
    | ChooseListeners
    | Conclude
)
