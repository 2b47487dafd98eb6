"""What the core asks the shell to do. Each effect is done only when the records that led to it are on disk."""

from __future__ import annotations

import msgspec


class StartTask(msgspec.Struct, frozen=True, gc=False):
    """
    Run a task that does work; the shell answers with TaskRunEnded.

    In state CREATED its `runIf` is still to be asked; then TaskRunStarted, or TaskRunEnded as SKIPPED, follows.
    """

    run_id: str


class AnswerQuestion(msgspec.Struct, frozen=True, gc=False):
    """
    Render `runIf` and the question of a flowable task.

    The shell answers with TaskRunStarted and TaskRunResolved, or with TaskRunEnded: SKIPPED, or FAILED if it cannot.
    """

    run_id: str


class Conclude(msgspec.Struct, frozen=True, gc=False):
    """Render the flow's outputs and end the execution."""


Effect = StartTask | AnswerQuestion | Conclude
