from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.api.task_outputs import TaskOutputs
from wavetank.notebook.argument import OPTIONAL, Argument
from wavetank.notebook.find import find_execution
from wavetank.notebook.verbs.verb import EXECUTION, Verb

if TYPE_CHECKING:
    from argparse import Namespace

    from wavetank.notebook.session import Session


def outputs(session: Session, options: Namespace) -> TaskOutputs:
    """Returns what a task left behind, or what all tasks did, by task."""
    execution = find_execution(session.engine, options.execution)
    if options.task:
        return execution[options.task]
    names = dict.fromkeys(run.task_id for run in execution.task_runs if run.outputs)
    around = session.engine.runtime.surroundings
    return TaskOutputs({name: execution[name] for name in names}, around.storage.read, mask=around.masked)


VERB = Verb(
    "outputs",
    "What the tasks of an execution left behind.",
    outputs,
    (
        EXECUTION,
        Argument("task", "The id of the task; all of them unless told.", "task", OPTIONAL),
    ),
)
