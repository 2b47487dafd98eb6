from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.notebook.argument import OPTIONAL, Argument
from wavetank.notebook.find import find_flow
from wavetank.notebook.verbs.verb import FLOW, Verb

if TYPE_CHECKING:
    from argparse import Namespace

    from wavetank.api.exported import Exported
    from wavetank.notebook.session import Session


def export(session: Session, options: Namespace) -> Exported:
    """Returns a flow as a Kestra server takes it, and writes it to a file if one is named."""
    exported = session.engine.export(find_flow(session.engine, options.flow).key)
    if options.file:
        print(f"Written: {exported.save(options.file)}")  # noqa: T201 - the answer of a magic
    return exported


VERB = Verb(
    "export",
    "A flow as a Kestra server takes it: functions of the notebook become scripts.",
    export,
    (
        FLOW,
        Argument(
            "file",
            "Where to write it: flow.yaml; bundle.zip or a folder with the flows that it starts and their files.",
            "file",
            OPTIONAL,
        ),
    ),
)
