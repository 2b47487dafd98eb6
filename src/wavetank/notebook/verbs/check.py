from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wavetank.errors import NotFoundError
from wavetank.notebook.argument import Argument
from wavetank.notebook.find import find_flow
from wavetank.notebook.verbs.verb import Verb

if TYPE_CHECKING:
    from argparse import Namespace

    from wavetank.api.table import Table
    from wavetank.model.diagnostic import Diagnostic
    from wavetank.notebook.session import Session

_ENDINGS = (".yaml", ".yml")


def check(session: Session, options: Namespace) -> Table[Diagnostic]:
    """Returns what is wrong with the text of a flow, and advice on it."""
    return session.engine.check(_text(session, options.subject))


def _text(session: Session, name: str) -> str:
    if name.endswith(_ENDINGS):
        try:
            return Path(name).expanduser().read_text(encoding="utf-8")
        except OSError as error:
            raise NotFoundError(f"The file {name} cannot be read: {error.strerror}.") from error
    held = session.shell.user_ns.get(name)
    return held if isinstance(held, str) else find_flow(session.engine, name).source


VERB = Verb(
    "check",
    "What is wrong with the text of a flow, and advice on it; nothing is deployed.",
    check,
    (Argument("subject", "A flow, a file that ends in .yaml, or a variable that holds a text.", "text"),),
)
