from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.notebook.argument import Argument
from wavetank.notebook.find import find_execution, find_flow
from wavetank.notebook.verbs.verb import Verb

if TYPE_CHECKING:
    from argparse import Namespace

    from wavetank.notebook.session import Session


def open_(session: Session, options: Namespace) -> None:
    """Shows the card of a flow, or an execution with its buttons, also one that has ended."""
    name = options.name
    if any(name in (flow.key, flow.id) for flow in session.engine.flows.values()):
        session.show_card(find_flow(session.engine, name))
    else:
        session.open_execution(find_execution(session.engine, name))


VERB = Verb(
    "open",
    "The card of a flow; or an execution with its buttons, also when it has ended.",
    open_,
    (Argument("name", "A flow; or the id of an execution, the beginning of it, or `last`.", "flow"),),
)
