from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.notebook.argument import OPTIONAL, Argument
from wavetank.notebook.find import find_flow
from wavetank.notebook.verbs.verb import Verb

if TYPE_CHECKING:
    from argparse import Namespace

    from wavetank.api.table import Table
    from wavetank.api.trigger_view import TriggerView
    from wavetank.notebook.session import Session


def triggers(session: Session, options: Namespace) -> Table[TriggerView]:
    """Returns the triggers of the deployed flows, and what they are doing."""
    table = session.engine.triggers.table()
    if not options.flow:
        return table
    key = find_flow(session.engine, options.flow).key
    return table.where(lambda trigger: trigger.flow == key)


VERB = Verb(
    "triggers",
    "The triggers, and what they are doing.",
    triggers,
    (Argument("flow", "Only those of this flow.", "flow", OPTIONAL),),
)
