from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.model.level import Level
from wavetank.notebook.argument import OPTIONAL, Argument
from wavetank.notebook.find import find_execution
from wavetank.notebook.verbs.verb import EXECUTION, Verb

if TYPE_CHECKING:
    from argparse import Namespace

    from wavetank.api.table import Table
    from wavetank.model.log_entry import LogEntry
    from wavetank.notebook.session import Session


def logs(session: Session, options: Namespace) -> Table[LogEntry]:
    """Returns the log of an execution, oldest first."""
    weakest = Level(options.level).rank
    entries = find_execution(session.engine, options.execution).logs
    return entries.where(
        lambda entry: entry.level.rank >= weakest and (options.task is None or entry.task_id == options.task)
    )


VERB = Verb(
    "logs",
    "The log of an execution.",
    logs,
    (
        EXECUTION,
        Argument("task", "Only what this task says.", "task", OPTIONAL),
        Argument(
            "--level",
            "Nothing below this level.",
            options={"type": str.upper, "choices": [each.value for each in Level], "default": "TRACE"},
        ),
    ),
)
