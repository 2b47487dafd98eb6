from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.notebook.argument import FLAG, Argument
from wavetank.notebook.verbs.verb import Verb

if TYPE_CHECKING:
    from argparse import Namespace

    from wavetank.api.table import Table
    from wavetank.model.finding import Finding
    from wavetank.notebook.session import Session


def doctor(session: Session, options: Namespace) -> Table[Finding]:
    """Returns how the engine and its home are."""
    return session.engine.doctor(repair=options.repair)


VERB = Verb(
    "doctor",
    "How the engine and its home are, with what to do about each fault.",
    doctor,
    (Argument("--repair", "Set right what can be while the engine runs.", options=FLAG),),
)
