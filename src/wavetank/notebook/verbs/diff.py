from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.notebook.argument import OPTIONAL, Argument
from wavetank.notebook.find import LAST, find_execution, find_flow
from wavetank.notebook.verbs.verb import Verb

if TYPE_CHECKING:
    from argparse import Namespace

    from wavetank.api.diff_view import DiffView
    from wavetank.api.engine import Engine
    from wavetank.api.execution import Execution
    from wavetank.notebook.session import Session


def diff(session: Session, options: Namespace) -> DiffView:
    """Returns how two executions, or two revisions of flows, differ."""
    engine = session.engine
    after = _meant(engine, options.after) if options.after else None
    return engine.diff(_meant(engine, options.before), after)


def _meant(engine: Engine, name: str) -> Execution | str:
    flow, at, revision = name.partition("@")
    if at or (name != LAST and any(name in (each.key, each.id) for each in engine.flows.values())):
        return f"{find_flow(engine, flow).key}{at}{revision}"
    return find_execution(engine, name)


_WHAT = "An execution, or a flow, with @2 its second revision."

VERB = Verb(
    "diff",
    "How two executions, or two revisions of a flow, differ.",
    diff,
    (
        Argument("before", f"{_WHAT} Alone: compared with the one before it, or what it is a replay of.", "subject"),
        Argument("after", "What it is compared with.", "subject", OPTIONAL),
    ),
)
