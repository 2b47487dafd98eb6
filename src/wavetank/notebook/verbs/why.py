from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.notebook.argument import OPTIONAL, Argument
from wavetank.notebook.find import LAST, find_execution, find_flow, find_trigger
from wavetank.notebook.verbs.verb import Verb

if TYPE_CHECKING:
    from argparse import Namespace

    from wavetank.api.explanations.explanation import Explanation
    from wavetank.notebook.session import Session


def why(session: Session, options: Namespace) -> Explanation:
    """Explains what became of an event, an execution or a trigger."""
    engine, subject = session.engine, options.subject
    if options.trigger:
        flow = find_flow(engine, subject)
        return engine.why((flow.key, find_trigger(flow, options.trigger)))
    if subject == LAST:
        return engine.why(find_execution(engine, LAST))
    if any(subject in (flow.key, flow.id) for flow in engine.flows.values()):
        return engine.why(find_flow(engine, subject).key)
    begun = [execution for execution in engine.executions(limit=None) if execution.id.startswith(subject)]
    return engine.why(begun[0] if len(begun) == 1 else subject)


VERB = Verb(
    "why",
    "Why something fired or did not, ran or failed.",
    why,
    (
        Argument(
            "subject", "An execution, the identity of an event, a flow for its newest event, or `last`.", "subject"
        ),
        Argument("trigger", "The id of a trigger of that flow.", "trigger", OPTIONAL),
    ),
)
