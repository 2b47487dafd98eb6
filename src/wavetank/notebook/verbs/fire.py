from __future__ import annotations

import ast
import json
from typing import TYPE_CHECKING, Any

from IPython.core.error import UsageError

from wavetank.notebook.argument import OPTIONAL, Argument
from wavetank.notebook.find import find_flow, find_trigger
from wavetank.notebook.verbs.verb import FLOW, TRIGGER, Verb

if TYPE_CHECKING:
    from argparse import Namespace

    from wavetank.api.verdict_view import VerdictView
    from wavetank.notebook.session import Session


def fire(session: Session, options: Namespace) -> VerdictView:
    """Sends a made-up event to a trigger through its real path."""
    flow = find_flow(session.engine, options.flow)
    trigger_id = find_trigger(flow, options.trigger)
    return session.engine.fire(flow.key, trigger_id, read_event(options.event, session.shell.user_ns))


def read_event(text: str | None, variables: dict[str, Any]) -> Any:
    """
    Returns the event that a text means: a Python variable of this name, JSON, or a Python literal.

    Raises:
        UsageError: It is none of these.
    """
    text = (text or "").strip()
    if not text or text in variables:
        return variables[text] if text else None
    for read in (json.loads, ast.literal_eval):
        try:
            return read(text)
        except (ValueError, SyntaxError):
            continue
    raise UsageError(f"%flow fire: {text} is neither JSON nor the name of a variable.")


VERB = Verb(
    "fire",
    "Send a made-up event to a trigger, through its real path.",
    fire,
    (
        FLOW,
        TRIGGER,
        Argument("event", "The event as JSON, or the name of a variable that holds it.", "variable", OPTIONAL),
    ),
    split=2,
)
