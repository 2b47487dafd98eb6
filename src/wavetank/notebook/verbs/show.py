from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.notebook.find import find_execution
from wavetank.notebook.verbs.verb import EXECUTION, Verb

if TYPE_CHECKING:
    from argparse import Namespace

    from wavetank.api.execution import Execution
    from wavetank.notebook.session import Session


def show(session: Session, options: Namespace) -> Execution:
    """Returns an execution, which shows itself."""
    return find_execution(session.engine, options.execution)


VERB = Verb(
    "show",
    "An execution: its tasks, what went in and out, its last messages.",
    show,
    (EXECUTION,),
)
