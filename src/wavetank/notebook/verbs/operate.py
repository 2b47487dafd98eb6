"""The verbs that do something to executions: each is the method of the engine that has its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from IPython.core.error import UsageError

from wavetank.notebook.argument import OPTIONAL, Argument
from wavetank.notebook.find import check_answers, check_inputs, find_flow, find_trigger
from wavetank.notebook.given_files import given_files
from wavetank.notebook.pairs import read_pairs
from wavetank.notebook.part import INPUT, variable_of
from wavetank.notebook.verbs.many import DRY, MANY, done, meant
from wavetank.notebook.verbs.verb import EXECUTION, Verb

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Iterable

    from wavetank.api.trigger_view import TriggerView
    from wavetank.notebook.session import Session

_REVISION = Argument("--revision", "Another revision of the flow.", options={"type": int, "metavar": "N"})
_BY = Argument("--by", "Who resumes it, for `outputs.<pause>.resumed.by`.", options={"metavar": "NAME"})
_TRIGGER = Argument("trigger", "The id of a trigger: then it is the trigger of that flow.", "trigger", OPTIONAL)


def kill(session: Session, options: Namespace) -> Any:
    """Ends executions as KILLED, with those that they made."""
    return done(session, options, "kill")


def pause(session: Session, options: Namespace) -> Any:
    """Has running executions begin nothing new, or a trigger stop listening."""
    if options.trigger:
        return _switched(session, options, session.engine.pause_trigger)
    return done(session, options, "pause")


def resume(session: Session, options: Namespace) -> Any:
    """Has paused executions go on, with what their Pause task asks for, or a paused trigger listen again."""
    if options.trigger:
        return _switched(session, options, session.engine.resume_trigger)
    inputs = _pairs(options.input)
    if inputs:
        for execution in meant(session, options, "resume"):
            check_answers(session.engine, execution, inputs)
    return done(session, options, "resume", inputs=inputs, by=options.by, dry_run=options.dry_run)


def _switched(session: Session, options: Namespace, switch: Callable[[str, str], object]) -> TriggerView:
    flow = find_flow(session.engine, options.execution)
    trigger_id = find_trigger(flow, options.trigger)
    switch(flow.key, trigger_id)
    return session.engine.triggers[flow.key, trigger_id]


def restart(session: Session, options: Namespace) -> Any:
    """Has failed executions begin anew at what failed."""
    return done(session, options, "restart", revision=options.revision, dry_run=options.dry_run)


def replay(session: Session, options: Namespace) -> Any:
    """Creates executions like others, from their start or from one of their tasks."""
    known = session.shell.user_ns
    try:
        outputs = {task: variable_of(name, known) for task, name in read_pairs(options.given).items()}
        source = variable_of(options.source, known) if options.source else None
    except ValueError as error:
        raise UsageError(f"%flow replay: {error}") from error
    inputs: dict[str, Any] = _pairs(options.input)
    if inputs and (replayed := meant(session, options, "replay")):
        flow = session.engine.runtime.reruns.flow_for(replayed[0].id, source, options.revision)
        check_inputs(flow, inputs)
        inputs = given_files(flow, inputs, known)
    return done(
        session,
        options,
        "replay",
        from_task=options.from_task,
        inputs=inputs or None,
        outputs=outputs or None,
        source=source,
        revision=options.revision,
        dry_run=options.dry_run,
    )


def _pairs(written: Iterable[str]) -> dict[str, Any]:
    try:
        return dict(read_pairs(written))
    except ValueError as error:
        raise UsageError(f"%flow: {error}") from error


VERBS = (
    Verb(
        "pause",
        "Have an execution begin nothing new, or a trigger stop listening.",
        pause,
        (EXECUTION, _TRIGGER, *MANY),
    ),
    Verb(
        "resume",
        "Have a paused execution go on, or a paused trigger listen again.",
        resume,
        (EXECUTION, _TRIGGER, INPUT, _BY, *MANY, DRY),
    ),
    Verb("kill", "End an execution, and what runs for it.", kill, (EXECUTION, *MANY)),
    Verb("restart", "Begin anew at the tasks that failed.", restart, (EXECUTION, *MANY, _REVISION, DRY)),
    Verb(
        "replay",
        "Do an execution again, as a new one.",
        replay,
        (
            EXECUTION,
            Argument("--from", "Begin at this task; what came before is taken over.", "task", {"dest": "from_task"}),
            INPUT,
            Argument(
                "--with",
                "Outputs of a task that is taken over, as TASK=VARIABLE; repeatable.",
                "stand_in",
                {"action": "append", "default": [], "metavar": "TASK=VARIABLE", "dest": "given"},
            ),
            Argument("--source", "A variable that holds an edited text of the flow.", "variable"),
            *MANY,
            _REVISION,
            DRY,
        ),
    ),
)
