from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.model.state import State
from wavetank.notebook.argument import OPTIONAL, Argument
from wavetank.notebook.find import find_flow
from wavetank.notebook.verbs.verb import LIMIT, Verb

if TYPE_CHECKING:
    from argparse import Namespace

    from wavetank.api.execution import Execution
    from wavetank.api.table import Table
    from wavetank.notebook.session import Session


def executions(session: Session, options: Namespace) -> Table[Execution]:
    """Returns executions, the newest first."""
    key = find_flow(session.engine, options.flow).key if options.flow else None
    return session.engine.executions(flow=key, state=options.state, limit=options.limit)


VERB = Verb(
    "executions",
    "Executions, the newest first.",
    executions,
    (
        Argument("flow", "Only those of this flow.", "flow", OPTIONAL),
        Argument(
            "--state",
            "Only those in this state.",
            options={"type": str.upper, "choices": [each.value for each in State]},
        ),
        LIMIT,
    ),
)
