"""The verbs that do something to an execution: each is the method of the engine that has its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from IPython.core.error import UsageError

from wavetank.notebook.argument import PAIRS, Argument
from wavetank.notebook.find import find_execution
from wavetank.notebook.pairs import read_pairs
from wavetank.notebook.verbs.verb import EXECUTION, Verb

if TYPE_CHECKING:
    from argparse import Namespace

    from wavetank.api.execution import Execution
    from wavetank.notebook.session import Session

_INPUT = Argument("--input", "An input; repeatable.", options=PAIRS, short="-i")


def kill(session: Session, options: Namespace) -> Execution:
    """Ends an execution as KILLED, with those that it made."""
    return session.engine.kill(find_execution(session.engine, options.execution).id)


def pause(session: Session, options: Namespace) -> Execution:
    """Has a running execution begin nothing new."""
    return session.engine.pause(find_execution(session.engine, options.execution).id)


def resume(session: Session, options: Namespace) -> Execution:
    """Has a paused execution go on, with what its Pause task asks for."""
    return session.engine.resume(find_execution(session.engine, options.execution).id, _inputs(options) or {})


def restart(session: Session, options: Namespace) -> Execution:
    """Has a failed execution begin anew at what failed."""
    return session.engine.restart(find_execution(session.engine, options.execution).id)


def replay(session: Session, options: Namespace) -> Execution:
    """Creates an execution like another, from its start or from one of its tasks."""
    source = find_execution(session.engine, options.execution).id
    return session.engine.replay(source, options.from_task, _inputs(options))


def _inputs(options: Namespace) -> dict[str, Any] | None:
    try:
        return dict(read_pairs(options.input)) or None
    except ValueError as error:
        raise UsageError(f"%flow: {error}") from error


VERBS = (
    Verb("kill", "End an execution, and what runs for it.", kill, (EXECUTION,)),
    Verb("pause", "Have a running execution begin nothing new.", pause, (EXECUTION,)),
    Verb("resume", "Have a paused execution go on.", resume, (EXECUTION, _INPUT)),
    Verb("restart", "Begin anew at the tasks that failed.", restart, (EXECUTION,)),
    Verb(
        "replay",
        "Do an execution again, as a new one.",
        replay,
        (
            EXECUTION,
            Argument("--from", "Begin at this task; what came before is taken over.", options={"dest": "from_task"}),
            _INPUT,
        ),
    ),
)
