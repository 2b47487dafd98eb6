from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.errors import NotFoundError
from wavetank.notebook.argument import OPTIONAL, Argument
from wavetank.notebook.find import find_execution
from wavetank.notebook.verbs.verb import EXECUTION, Verb

if TYPE_CHECKING:
    from argparse import Namespace

    import pandas as pd

    from wavetank.api.execution import Execution
    from wavetank.notebook.session import Session


def df(session: Session, options: Namespace) -> pd.DataFrame:
    """Returns what a task left behind as a DataFrame."""
    execution = find_execution(session.engine, options.execution)
    return execution[options.task or _only_task(execution)].df(*options.path)


def _only_task(execution: Execution) -> str:
    names = list(dict.fromkeys(run.task_id for run in execution.task_runs if run.outputs))
    if len(names) != 1:
        cause = "Several tasks left something behind." if names else "No task left anything behind."
        raise NotFoundError(cause, remedy=f"Name one of them: {', '.join(names)}." if names else "")
    return names[0]


VERB = Verb(
    "df",
    "What a task left behind, as a DataFrame.",
    df,
    (
        EXECUTION,
        Argument("task", "The id of the task; needed when several left something.", "task", OPTIONAL),
        Argument("path", "Which of its outputs, and what in it.", options={"nargs": "*"}),
    ),
)
