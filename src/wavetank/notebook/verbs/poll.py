from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.notebook.argument import OPTIONAL, Argument
from wavetank.notebook.find import find_flow, find_trigger
from wavetank.notebook.moment import read_moment
from wavetank.notebook.verbs.verb import FLOW, TRIGGER, Verb

if TYPE_CHECKING:
    from argparse import Namespace

    from wavetank.api.verdict_view import VerdictView
    from wavetank.notebook.session import Session


def poll(session: Session, options: Namespace) -> VerdictView | None:
    """Looks at the source of a trigger now, or evaluates a schedule as at a date; None when there was nothing."""
    flow = find_flow(session.engine, options.flow)
    date = read_moment(options.date) if options.date else None
    verdict = session.engine.poll(flow.key, find_trigger(flow, options.trigger), date)
    if verdict is None:
        print("There was nothing at the source.")  # noqa: T201 - the answer of a magic
    return verdict


VERB = Verb(
    "poll",
    "Look at the source of a polling trigger now, or evaluate a schedule as at a date.",
    poll,
    (
        FLOW,
        TRIGGER,
        Argument("date", "For a schedule: the date that is due; its next one unless told.", options=OPTIONAL),
    ),
)
