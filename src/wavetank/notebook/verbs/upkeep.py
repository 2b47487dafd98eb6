"""The verbs for executions that wait or have ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from IPython.core.error import UsageError

from wavetank.errors import NotFoundError
from wavetank.model.state import State
from wavetank.notebook.argument import OPTIONAL, Argument
from wavetank.notebook.find import find_execution, find_flow
from wavetank.notebook.pairs import read_pairs
from wavetank.notebook.verbs.many import DRY, MANY, chosen, done
from wavetank.notebook.verbs.verb import EXECUTION, FLOW, Verb

if TYPE_CHECKING:
    from argparse import Namespace

    from wavetank.notebook.session import Session

_STATE: dict[str, Any] = {"type": str.upper, "choices": [each.value for each in State], "metavar": "state"}


def unqueue(session: Session, options: Namespace) -> Any:
    """Takes executions out of the queue of their flow."""
    return done(session, options, "unqueue")


def force(session: Session, options: Namespace) -> Any:
    """Has executions run that wait for a date, a place or somebody."""
    return done(session, options, "force_run")


def state(session: Session, options: Namespace) -> Any:
    """Gives executions that have ended, or a task run of one, another state."""
    if options.task is None:
        if options.dry_run:
            raise UsageError("%flow state: --dry-run shows what follows from the state of a task; name the task.")
        return done(session, options, "change_state", state=options.state)
    if options.all:
        raise UsageError("%flow state: --all is for states of executions; name one for the state of its task.")
    engine, execution = session.engine, find_execution(session.engine, options.execution)
    runs = [run for run in execution.task_runs if options.task in (run.id, run.task_id)]
    if not runs:
        raise NotFoundError(f"Execution {execution.id} has no run of a task {options.task}.")
    return engine.set_state(execution.id, runs[-1].id, options.state, dry_run=options.dry_run)


def labels(session: Session, options: Namespace) -> Any:
    """Gives executions that have ended labels."""
    try:
        return done(session, options, "set_labels", labels=read_pairs(options.labels))
    except ValueError as error:
        raise UsageError(f"%flow labels: {error}") from error


def delete(session: Session, options: Namespace) -> None:
    """Removes executions that have ended for ever."""
    found = chosen(session, options, "delete") if options.all else [find_execution(session.engine, options.execution)]
    session.engine.bulk("delete", ids=[execution.id for execution in found])
    print(f"Deleted: {len(found)} execution{'' if len(found) == 1 else 's'}.")  # noqa: T201 - the answer of a magic


def remove(session: Session, options: Namespace) -> None:
    """Stops the triggers of a flow and takes it out of the home."""
    flow = find_flow(session.engine, options.flow)
    session.freeze_card(flow.key)
    session.engine.remove(flow.key)
    print(f"Removed: {flow.key}; its executions stay.")  # noqa: T201 - the answer of a magic


VERBS = (
    Verb("unqueue", "Have an execution run that waits in the queue of its flow.", unqueue, (EXECUTION, *MANY)),
    Verb("force", "Have an execution run that waits for a date, a place or somebody.", force, (EXECUTION, *MANY)),
    Verb(
        "state",
        "Give an execution that has ended, or one of its tasks, another state.",
        state,
        (
            EXECUTION,
            Argument("state", "The state.", "state", _STATE),
            Argument("task", "The task, whose last run gets it; the execution goes on from there.", "task", OPTIONAL),
            *MANY,
            DRY,
        ),
    ),
    Verb(
        "labels",
        "Give an execution that has ended labels.",
        labels,
        (EXECUTION, Argument("labels", "As KEY=VALUE, one or more.", options={"nargs": "+"}), *MANY),
    ),
    Verb("delete", "Remove an execution that has ended, with its log and files.", delete, (EXECUTION, *MANY)),
    Verb("remove", "Stop a flow and take it out of the home; its executions stay.", remove, (FLOW,)),
)
