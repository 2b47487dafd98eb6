from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.notebook.argument import OPTIONAL, Argument
from wavetank.notebook.find import LAST, SEARCHED, find_execution, find_flow
from wavetank.notebook.verbs.verb import Verb

if TYPE_CHECKING:
    from argparse import Namespace

    from wavetank.api.engine import Engine
    from wavetank.api.execution import Execution
    from wavetank.api.explanations.explanation import Explanation
    from wavetank.notebook.session import Session


def why(session: Session, options: Namespace) -> Explanation:
    """Explains what became of an event, an execution, a trigger or a task."""
    engine, subject = session.engine, options.subject
    flow = next((flow for flow in engine.flows.values() if subject in (flow.key, flow.id)), None)
    if options.part and flow is not None and flow.trigger(options.part) is not None:
        return engine.why((flow.key, options.part))
    if options.part:
        return engine.why(find_execution(engine, subject), options.part)
    if flow is not None:
        return engine.why(find_flow(engine, subject).key)
    return engine.why(_begun(engine, subject) or subject)


def _begun(engine: Engine, subject: str) -> Execution | None:
    if subject == LAST:
        return find_execution(engine, LAST)
    begun = [execution for execution in engine.executions(limit=SEARCHED) if execution.id.startswith(subject)]
    return begun[0] if len(begun) == 1 else None


VERB = Verb(
    "why",
    "Why something fired or did not, ran, waits or failed.",
    why,
    (
        Argument(
            "subject", "An execution, the identity of an event, a flow for its newest event, or `last`.", "subject"
        ),
        Argument("part", "A trigger of that flow, or a task of that execution.", "part", OPTIONAL),
    ),
)
