from __future__ import annotations

from typing import TYPE_CHECKING

from IPython.core.error import UsageError

from wavetank.notebook.argument import FLAG, OPTIONAL, PAIRS, Argument
from wavetank.notebook.find import check_inputs, find_flow, find_trigger
from wavetank.notebook.moment import read_moment
from wavetank.notebook.pairs import read_pairs
from wavetank.notebook.part import INPUT
from wavetank.notebook.verbs.verb import FLOW, TRIGGER, Verb

if TYPE_CHECKING:
    from argparse import Namespace

    from wavetank.api.trigger_view import TriggerView
    from wavetank.notebook.session import Session


def backfill(session: Session, options: Namespace) -> TriggerView:
    """Has a schedule fire its dates of the past; returns the trigger."""
    engine, flow = session.engine, find_flow(session.engine, options.flow)
    key, trigger = flow.key, find_trigger(flow, options.trigger)
    asked = {"pause": engine.pause_backfill, "resume": engine.resume_backfill, "cancel": engine.delete_backfill}
    for name, call in asked.items():
        if getattr(options, name):
            call(key, trigger)
            return engine.triggers[key, trigger]
    if options.start is None:
        raise UsageError("%flow backfill: from when on? Give the first date, and the last one unless it is now.")
    end = read_moment(options.end) if options.end else None
    try:
        inputs, labels = read_pairs(options.input), read_pairs(options.label)
    except ValueError as error:
        raise UsageError(f"%flow backfill: {error}") from error
    check_inputs(flow, inputs)
    engine.backfill(key, trigger, read_moment(options.start), end, inputs, labels)
    return engine.triggers[key, trigger]


VERB = Verb(
    "backfill",
    "Have a schedule fire its dates of the past, one after another.",
    backfill,
    (
        FLOW,
        TRIGGER,
        Argument("start", "The first moment that counts: 2025-01-31, or with a time.", options=OPTIONAL),
        Argument("end", "The last one; now unless told.", options=OPTIONAL),
        INPUT,
        Argument("--label", "A label of the executions; repeatable.", options=PAIRS),
        Argument("--pause", "Have the backfill that is going on wait.", options=FLAG),
        Argument("--resume", "Have it go on.", options=FLAG),
        Argument("--cancel", "End it; the schedule's own dates go on.", options=FLAG),
    ),
)
