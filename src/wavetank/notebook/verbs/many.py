"""What an operation is done to: one execution, or with `--all` those of a flow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wavetank.api.upkeep_calls import ALLOWED
from wavetank.model.state import State
from wavetank.notebook.argument import FLAG, Argument
from wavetank.notebook.find import find_execution, find_flow

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from wavetank.api.execution import Execution
    from wavetank.api.table import Table
    from wavetank.notebook.session import Session

ALL = Argument("--all", "To all executions of a flow, named in place of one, whose state allows it.", options=FLAG)
ONLY = Argument(
    "--only",
    "With --all: those in this state.",
    "state",
    {"type": str.upper, "choices": [each.value for each in State], "metavar": "STATE"},
)
MANY = (ALL, ONLY)
DRY = Argument("--dry-run", "Show what would become of it; nothing is changed.", options=FLAG)


def chosen(session: Session, options: Namespace, action: str) -> Table[Execution]:
    """Returns the executions of a flow to which an operation can be done."""
    engine = session.engine
    key = find_flow(engine, options.execution).key
    states = [State(options.only)] if options.only else sorted(ALLOWED[action])
    return engine.executions(key, states, limit=None)


def meant(session: Session, options: Namespace, action: str) -> Sequence[Execution]:
    """Returns the executions that the words mean: the one that is named, or with `--all` those of its flow."""
    return chosen(session, options, action) if options.all else [find_execution(session.engine, options.execution)]


def done(session: Session, options: Namespace, action: str, **arguments: Any) -> Any:
    """Does an operation of the engine; returns what it returns for one, and the executions for many."""
    if not options.all:
        return getattr(session.engine, action)(find_execution(session.engine, options.execution).id, **arguments)
    found = chosen(session, options, action)
    session.engine.bulk(action, ids=[execution.id for execution in found], **arguments)
    return found
