from __future__ import annotations

from typing import TYPE_CHECKING

from wavetank.notebook.argument import OPTIONAL, Argument
from wavetank.notebook.find import find_execution
from wavetank.notebook.verbs.verb import EXECUTION, Verb

if TYPE_CHECKING:
    from argparse import Namespace

    from wavetank.api.trace_view import TraceView
    from wavetank.notebook.session import Session

_HOW = "Write it as {{ … }}, behind an execution and a task or alone."


def eval_(session: Session, options: Namespace) -> TraceView:
    """Returns how an expression comes to its value, as a task saw it or as the engine sees it."""
    if options.task is None:
        return session.engine.trace(options.expression, {})
    return find_execution(session.engine, options.execution).at(options.task).trace(options.expression)


def split_expression(text: str) -> list[str]:
    """
    Returns the execution, the task and the expression, or the expression alone; blanks inside it stay.

    Raises:
        ValueError: There is no `{{ … }}`, or only one word before it.
    """
    text = text.strip()
    before, brace, _ = text.partition("{")
    if not brace:
        raise ValueError(f"there is no expression. {_HOW}")
    # An option begins with a dash, and so may what stands before an expression.
    if not before:
        return ["--", text]
    words = text.split(maxsplit=2)
    if any("{" in word for word in words[:2]):
        raise ValueError(f"{words[0]} is no expression, and no task stands behind it. {_HOW}")
    return ["--", *words]


VERB = Verb(
    "eval",
    "How an expression comes to its value, part by part, at a moment of an execution.",
    eval_,
    (
        Argument(EXECUTION.name, f"{EXECUTION.help} Without one, what the engine knows.", EXECUTION.kind, OPTIONAL),
        Argument("task", "The id of the task, or of a task run, whose view it is.", "task", OPTIONAL),
        Argument("expression", "The expression: {{ … }}."),
    ),
    split=split_expression,
)
