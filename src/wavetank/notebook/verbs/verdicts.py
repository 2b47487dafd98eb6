from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.notebook.argument import OPTIONAL, Argument
from wavetank.notebook.find import find_flow
from wavetank.notebook.verbs.verb import LIMIT, Verb

if TYPE_CHECKING:
    from argparse import Namespace

    from wavetank.api.table import Table
    from wavetank.api.verdict_view import VerdictView
    from wavetank.notebook.session import Session


def verdicts(session: Session, options: Namespace) -> Table[VerdictView]:
    """Returns what became of the events received, the newest first."""
    key = find_flow(session.engine, options.flow).key if options.flow else None
    return session.engine.verdicts(flow=key, limit=options.limit)


VERB = Verb(
    "verdicts",
    "What became of the events received, the newest first.",
    verdicts,
    (Argument("flow", "Only those for this flow.", "flow", OPTIONAL), LIMIT),
)
