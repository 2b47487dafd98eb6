from __future__ import annotations

from typing import TYPE_CHECKING

from IPython.core.error import UsageError

from wavetank.notebook.argument import FLAG, PAIRS, Argument
from wavetank.notebook.find import check_inputs, find_flow
from wavetank.notebook.given_files import given_files
from wavetank.notebook.pairs import read_pairs
from wavetank.notebook.part import FRESH, INPUT, TO, WITH, part_of
from wavetank.notebook.verbs.verb import FLOW, Verb

if TYPE_CHECKING:
    from argparse import Namespace

    from wavetank.api.execution import Execution
    from wavetank.notebook.session import Session


def run(session: Session, options: Namespace) -> Execution:
    """Starts an execution, and waits for its end unless told not to."""
    try:
        inputs, labels = read_pairs(options.input), read_pairs(options.label)
        part = part_of(options, session.shell.user_ns)
    except ValueError as error:
        raise UsageError(f"%flow run: {error}") from error
    flow = find_flow(session.engine, options.flow)
    check_inputs(flow, inputs)
    given = given_files(flow, inputs, session.shell.user_ns)
    execution = session.engine.run(flow.key, given, labels, wait=False, **part)
    return execution if options.no_wait else execution.wait(options.timeout)


VERB = Verb(
    "run",
    "Run a flow once.",
    run,
    (
        FLOW,
        INPUT,
        Argument("--label", "A label; repeatable.", options=PAIRS),
        TO,
        WITH,
        FRESH,
        Argument("--no-wait", "Return at once.", options=FLAG),
        Argument("--timeout", "Wait for at most this many seconds.", options={"type": float, "metavar": "SECONDS"}),
    ),
)
